"""Backups of the database and the uploads, and the drill that proves that one can be restored."""
