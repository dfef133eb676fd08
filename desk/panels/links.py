"""The customer's links to an order: they come with the order's own row, so that the page asks nothing more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from core.models import SignedLink
from orders.models import Order
from orders.services.linking import PURPOSES

# Of the customer's links those that open the order's page; others open a rating, or what we may send.
PURPOSE = "order"


@dataclass(frozen=True)
class LinksPanel:
    """How many links open the page now, when the newest was made, and when any was opened last."""

    live: int
    made_at: datetime | None
    opened_at: datetime | None


def with_links(orders: "QuerySet[Order]") -> "QuerySet[Order]":
    """The orders with what ``links_panel`` reads; no query of its own."""
    links = SignedLink.objects.filter(order_id=OuterRef("pk"), purpose=PURPOSE).order_by().values("order_id")
    live = links.filter(revoked_at=None, expires_at__gt=Now())
    takeable = SignedLink.objects.filter(
        order_id=OuterRef("pk"), purpose__in=PURPOSES, revoked_at=None, expires_at__gt=Now()
    )  # fmt: skip
    return orders.annotate(
        live_links=Coalesce(Subquery(live.values(count=Count("pk")), output_field=IntegerField()), 0),
        has_links=Exists(takeable),
        link_made_at=Subquery(links.values(at=Max("created_at"))),
        link_opened_at=Subquery(links.values(at=Max("last_used_at"))),
    )


def links_panel(order: Order) -> LinksPanel:
    """The panel of an order read by ``with_links``."""
    return LinksPanel(
        live=getattr(order, "live_links", 0), made_at=getattr(order, "link_made_at", None),
        opened_at=getattr(order, "link_opened_at", None),
    )  # fmt: skip
