"""What is done and old goes."""

from django.db import connection

KEEP_DONE_DAYS = 30
BATCH = 5000

_PURGE = """
DELETE FROM core_effect WHERE id IN (
    SELECT id FROM core_effect WHERE state = 'done' AND finished_at < now() - make_interval(days => %s)
    LIMIT %s FOR UPDATE SKIP LOCKED
)
"""


def purge_done_effects() -> int:
    """How many effects done more than thirty days ago were deleted; small transactions, safe to repeat."""
    gone = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PURGE, [KEEP_DONE_DAYS, BATCH])
            count = int(cursor.rowcount)
        gone += count
        if count < BATCH:
            return gone
