"""Returns as their customer sees them, and whether there may be another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.models import Order, PhotoOf
from portal.selectors.goods import Goods
from portal.selectors.pictures import Photos, PhotosShown
from portal.texts import Words
from returns.models import Return, ReturnReason, ReturnState
from returns.selectors.panels import returns_of_order
from returns.selectors.policies import policy_for
from returns.selectors.reasons import active_reasons
from returns.selectors.returnable import window_ends_at


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """What may be sent back until when, and the reasons to choose from."""

    goods: tuple[Goods, ...]
    reasons: tuple[Reason, ...]
    until: str


@dataclass(frozen=True, slots=True)
class ReturnShown:
    """One return: its number, what comes next, where to send the goods."""

    number: str
    text: str
    note: str
    until: str
    address: tuple[str, ...]
    items: tuple[str, ...]
    is_over: bool
    photos: Photos | None


def return_offer(order: Order, goods: Sequence[Goods], words: Words, *, now: datetime) -> ReturnOffer | None:
    """None when nothing can be sent back, or not any more."""
    left = tuple(one for one in goods if one.returnable)
    if not left:
        return None
    until = window_ends_at(order, window=timedelta(days=policy_for(order.channel_id).window_days))
    if until is not None and until < now:
        return None
    text = words("return_until", date=words.day(until)) if until else ""
    return ReturnOffer(left, tuple(_reason(reason, words) for reason in active_reasons()), text)


def returns_shown(order: Order, words: Words, photos: PhotosShown) -> tuple[ReturnShown, ...]:
    """The order's returns, newest first; two queries."""
    return tuple(_shown(ret, order, words, photos) for ret in returns_of_order(order.pk))


def _reason(reason: ReturnReason, words: Words) -> Reason:
    german = reason.label_de if words.language == "de" else ""
    return Reason(reason.code, german or reason.label)


def _shown(ret: Return, order: Order, words: Words, photos: PhotosShown) -> ReturnShown:
    waits_for_goods = ret.state == ReturnState.APPROVED
    house = ret.warehouse
    place = f"{house.postal_code} {house.city}".strip()
    address = (f"{order.channel.name} – {ret.number}", house.line1, place, words.country(house.country))
    until = waits_for_goods and ret.expires_at
    return ReturnShown(
        number=ret.number,
        text=words(f"return_{ret.state}", number=ret.number, amount=words.money(ret.credited_amount, order.currency)),
        note=ret.decision_note,
        until=words("return_approved_until", date=words.day(until)) if until else "",
        address=address if waits_for_goods else (),
        items=tuple(f"{words('units', count=line.quantity)} {line.order_line.name}" for line in ret.lines.all()),
        is_over=ret.ended_at is not None,
        photos=photos.get((PhotoOf.RETURN, ret.number)),
    )
