"""Files of orders as a table, one row a line: read, checked and placed in chunks."""
