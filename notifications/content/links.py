"""The links in our messages: each opens what it is for, and nothing else."""

import re
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from core.links.services import make_link

LINK_LASTS = timedelta(days=90)
# Where each link leads, by the purpose that it is made for.
PLACES = {"order": "/o/{}/", "feedback": "/o/{}/feedback/", "wishes": "/mail/{}/"}
_GAP = re.compile(r"/(?:o/…/feedback|o/…|mail/…)/")


def new_url(order_id: int, purpose: str) -> str:
    """The address of a new link to the order, for the place of its purpose."""
    return f"{settings.SITE_URL}{new_path(order_id, purpose)}"


def wishes_url(order_id: int, bodies: Sequence[str]) -> str:
    """The link to the customer's wishes that the words have already; a new one only where they have none."""
    link = re.compile(rf"{re.escape(settings.SITE_URL)}/mail/[\w-]{{20,}}/")
    standing = next((found[0] for found in map(link.search, bodies) if found), None)
    return standing or new_url(order_id, "wishes")


def new_path(order_id: int, purpose: str) -> str:
    return PLACES[purpose].format(make_link(order_id=order_id, purpose=purpose, valid_for=LINK_LASTS))


def with_new_links(order_id: int, bodies: Sequence[str]) -> list[str]:
    """The same words with links that open; one new link for each place that they name."""
    made: dict[str, str] = {}
    for gap in sorted({found[0] for body in bodies for found in _GAP.finditer(body)}):
        purpose = next(name for name, place in PLACES.items() if place.format("…") == gap)
        made[gap] = new_path(order_id, purpose)
    return [_GAP.sub(lambda found: made[found[0]], body) for body in bodies]
