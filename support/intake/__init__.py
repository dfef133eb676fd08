"""Mails as they come in: read without trusting anything in them. Pure: no models, no services."""
