"""How lists of the office are written. Templates load it, so nothing here knows the admin."""
