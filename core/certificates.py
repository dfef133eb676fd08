"""Whom outgoing calls trust: the list of authorities is read once per process, for it takes tens of milliseconds."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """What httpx trusts by itself: certifi's list, or the file named by ``SSL_CERT_FILE``. Safe between threads."""
    return httpx.create_ssl_context()
