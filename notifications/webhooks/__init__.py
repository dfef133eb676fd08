"""Webhooks out: what is told, how it is signed, and the wire that leads to nobody's private network."""
