"""``/api/v1/``: parse, authenticate, call a service, shape the answer. One router per subject."""
