"""Which adapter reads which make of shop: one line each."""

from core.errors import Misconfigured
from orders.intake.channels.contract import ChannelAdapter
from orders.intake.channels.shopify.adapter import ShopifyAdapter

ADAPTERS: dict[str, ChannelAdapter] = {"shopify": ShopifyAdapter()}


def adapter_named(make: str) -> ChannelAdapter:
    """The adapter. Raises Misconfigured for a make nobody reads."""
    if make not in ADAPTERS:
        raise Misconfigured(f"No shop adapter is called “{make}”. Known: {', '.join(sorted(ADAPTERS))}.")
    return ADAPTERS[make]
