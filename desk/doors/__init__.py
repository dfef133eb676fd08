"""Every door of the house and who it opens to: read from the address plan, the admin and the tables here."""
