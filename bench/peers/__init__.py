"""The servers that are measured side by side: one file each, each with one `started(...)`."""
