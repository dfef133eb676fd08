"""Files that belong to orders and conversations: what may be kept, under which name, and where it lies."""
