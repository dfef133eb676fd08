"""Facts about the customer's links to an order."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class LinkFact(Fact):
    """A fact about the links of one order."""

    order_id: int


@dataclass(frozen=True, kw_only=True)
class LinkSent(LinkFact):
    """The customer is to get a link to the order's page."""

    name: ClassVar[str] = "orders.link_sent"


@dataclass(frozen=True, kw_only=True)
class LinksRevoked(LinkFact):
    """Every link to the order's page was taken back."""

    name: ClassVar[str] = "orders.links_revoked"
