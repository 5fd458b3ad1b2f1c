"""Outside parties that carry messages to people."""
