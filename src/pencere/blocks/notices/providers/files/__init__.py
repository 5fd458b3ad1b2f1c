"""Messages of the demonstration: files in a folder, in place of phones."""
