"""The contract, put together of its parts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from orders.intake.channels.contract import News, Nothing, Notice, NoticeRefused
from orders.intake.channels.shopify.order import order_news
from orders.intake.channels.shopify.refund import refund_news
from orders.intake.channels.shopify.webhook import verify

ORDERS = "orders/"
REFUNDS = "refunds/"
# The wrapper of a file → the topic of what is in it.
_FILES = {"order": "orders/updated", "refund": "refunds/create"}
_LISTS = {"orders": "orders/updated", "refunds": "refunds/create"}


class ShopifyAdapter:
    """Source: Shopify Admin REST, webhook topics orders/* and refunds/create."""

    def verify(self, *, body: bytes, headers: Mapping[str, str], secret: str) -> Notice:
        return verify(body=body, headers=headers, secret=secret)

    def split(self, document: Mapping[str, Any]) -> Sequence[Notice]:
        """An order brings its refunds along, each a notice of its own."""
        found = [_notice(topic, document[key]) for key, topic in _FILES.items() if isinstance(document.get(key), dict)]
        for key, topic in _LISTS.items():
            if isinstance(document.get(key), list) and "transactions" not in document:
                found += [_notice(topic, one) for one in document[key] if isinstance(one, dict)]
        for notice in list(found):
            refunds = notice.body.get("refunds") if notice.topic.startswith(ORDERS) else None
            found += [_notice("refunds/create", one) for one in refunds or () if isinstance(one, dict)]
        if not found:
            kind = next(iter(document), "nothing")
            found.append(_notice(f"file/{kind}", document))
        return found

    def parse(self, topic: str, body: Mapping[str, Any], *, channel_code: str) -> News:
        if topic.startswith(ORDERS):
            if topic == "orders/delete":
                return Nothing(reason="A deleted order was canceled or archived before; nothing is left to do.")
            return order_news(body, channel_code=channel_code)
        if topic.startswith(REFUNDS):
            return refund_news(body)
        if topic.startswith("file/"):
            kind = topic.removeprefix("file/")
            raise NoticeRefused(f"“{kind}” is neither an order nor a refund; orders are not made of it.", field=kind)
        return Nothing(reason=f"The topic {topic} tells nothing that orders are made of.")


def _notice(topic: str, body: Mapping[str, Any]) -> Notice:
    """Files carry no event id: what is the same word for word is the same event."""
    content = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    event_id = f"{topic[:40]}:{str(body.get('id'))[:20]}:{content[:32]}"
    return Notice(event_id=event_id, topic=topic[:60], body=body)
