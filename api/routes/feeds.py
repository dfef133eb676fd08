"""Feeds: everything once, then every change."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from api.doors import admitted
from api.models.key import Scope
from api.routes.parts import Limit, answers
from api.schemas.feeds import CustomerFeedOut, OrderFeedOut
from api.schemas.text import Text
from api.selectors.feed_rows import customer_entries, order_entries
from api.selectors.feeding import CUSTOMERS, ORDERS, feed_page

router = Router(tags=["feeds"])
# Named here: an empty default is lost on the framework inside Annotated.
_SINCE: str = Query(
    "", max_length=200,
    description="“next” of the page before; or a moment with its offset, at most 31 days back; nothing for everything",
)  # fmt: skip


@router.get(
    "/feeds/orders", response=answers({200: OrderFeedOut}), operation_id="feed_orders", summary="Orders and changes"
)
def feed_orders(request: HttpRequest, changed_since: Text = _SINCE, limit: Limit = 50) -> Any:
    """The channel's orders by key, then those that changed, by moment and key, each as it stands now. None is left
    out, also when its change is committed late; one that changes again comes again. Scope `orders:read`; names and
    addresses with `customers:read` besides."""
    key = admitted(request, Scope.READ, asks=("changed_since", "limit"))
    page = feed_page(feed=ORDERS, channel_id=key.channel_id, changed_since=changed_since, limit=limit)
    orders = order_entries(page.keys, with_people=Scope.PEOPLE in key.scopes)
    return Status(200, {"orders": orders, "next": page.following.text(), "has_more": page.is_more})


@router.get(
    "/feeds/customers", response=answers({200: CustomerFeedOut}), operation_id="feed_customers",
    summary="Customers and changes",
)  # fmt: skip
def feed_customers(request: HttpRequest, changed_since: Text = _SINCE, limit: Limit = 50) -> Any:
    """Who bought in the channel, then who changed or bought anew; erased ones come again, emptied. Scope
    `customers:read`."""
    key = admitted(request, Scope.PEOPLE, asks=("changed_since", "limit"))
    page = feed_page(feed=CUSTOMERS, channel_id=key.channel_id, changed_since=changed_since, limit=limit)
    entries = customer_entries(page.keys)
    return Status(200, {"customers": entries, "next": page.following.text(), "has_more": page.is_more})
