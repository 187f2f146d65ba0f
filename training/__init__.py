"""Make the base model that ships with the judge: `python -m training`. README.md tells from what."""
