"""Any list of the office as a file: columns by right, rows by the list's own filters, written by the database."""
