"""Canned answers: words with places that the case fills in."""
