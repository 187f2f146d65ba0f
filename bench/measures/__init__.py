"""What is measured: one file for each part of the table, each with `measure(...) -> list[Figure]`."""
