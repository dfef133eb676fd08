"""Facts about the customer's links to an order."""

from dataclasses import dataclass
from typing import ClassVar

from orders.events import OrderFact


@dataclass(frozen=True, kw_only=True)
class LinkSent(OrderFact):
    """The customer is to get a link to the order's page."""

    name: ClassVar[str] = "orders.link_sent"


@dataclass(frozen=True, kw_only=True)
class LinksRevoked(OrderFact):
    """Every link to the order's page was taken back."""

    name: ClassVar[str] = "orders.links_revoked"
