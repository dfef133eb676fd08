"""What an adapter of a shop does: prove who speaks, and say what a payload means. Pure: no models, no services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from core.errors import OmsError
from orders.intake.requests import OrderRequest


class ForgedNotice(OmsError):
    """The signature does not fit the body; nothing of it is kept."""

    code = "forged_notice"
    status = 401


class NoticeRefused(OmsError):
    """The payload cannot be mapped; ``field`` in the context names what stands in the way."""

    code = "notice_refused"
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    """An order as the shop sees it at ``updated_at``: the wish, and what has become of it there.

    ``paid`` in the wish's currency is money the shop holds; ``paid_reference`` names it once.
    """

    request: OrderRequest
    updated_at: datetime
    total: Decimal
    currency: str
    tax_included: bool = False
    goods: Sequence["Goods"] = field(default_factory=tuple)
    is_canceled: bool = False
    cancel_reason: str = ""
    paid: Decimal = Decimal(0)
    paid_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What a line sells, for channels that make unknown SKUs."""

    sku_code: str
    name: str
    needs_shipping: bool = True
    weight_grams: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNews:
    """Money the shop has given back already, in ``currency``; ``reference`` names it once."""

    external_id: str
    reference: str
    amount: Decimal
    currency: str
    reason: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A payload that asks nothing of us, and why."""

    reason: str


News = OrderNews | RefundNews | Nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message of a shop: what it is about and the id that tells a repetition."""

    event_id: str
    topic: str
    body: Mapping[str, Any]


class ChannelAdapter(Protocol):
    """A make of shop."""

    def verify(self, *, body: bytes, headers: Mapping[str, str], secret: str) -> Notice:
        """The notice, when the signature fits. Raises ForgedNotice, and NoticeRefused for no JSON object."""

    def split(self, document: Mapping[str, Any]) -> Sequence[Notice]:
        """The notices inside a file of this make; a file of another kind of thing is one notice."""

    def parse(self, topic: str, body: Mapping[str, Any], *, channel_code: str) -> News:
        """What a notice means. Raises NoticeRefused naming the field."""
