"""Staff lists as files: read, checked row by row without making anything, and then accepted."""
