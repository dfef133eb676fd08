"""How much waits for a decision after delivery, for the side bar."""

from collections.abc import Mapping

from django.core.cache import cache
from django.db import connection

EXCHANGES = "admin:returns_exchange_changelist?waits=decision"
CLAIMS = "admin:returns_claim_changelist?has_ended_at=empty"
KEY = "desk.decisions_waiting"
# On every page for everybody: looked up once in a while, and never behind the lists themselves by more.
KEPT_SECONDS = 15
_COUNT = """
SELECT (SELECT count(*) FROM returns_exchange
        WHERE ended_at IS NULL AND (state = 'requested' OR (state = 'approved' AND failure <> ''))),
       (SELECT count(*) FROM returns_claim WHERE ended_at IS NULL)
"""


def decisions_waiting() -> Mapping[str, int]:
    """Open rows by the address of their list; one query in fifteen seconds, over the open ones alone."""
    found: Mapping[str, int] | None = cache.get(KEY)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT)
            exchanges, claims = cursor.fetchone()
        found = {EXCHANGES: exchanges, CLAIMS: claims}
        cache.set(KEY, found, KEPT_SECONDS)
    return found
