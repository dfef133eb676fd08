"""Returns as their customer sees them, and whether there may be another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.models import SKU
from orders.models import Order, OrderLine, PhotoOf
from portal.selectors.goods import Goods
from portal.selectors.pictures import Photos, PhotosShown
from portal.texts import Words
from returns.models import Resolution, Return, ReturnState
from returns.selectors.labels import printable_numbers
from returns.selectors.panels import returns_of_order
from returns.selectors.reasons import ReasonGroup, reason_tree
from returns.selectors.returnable import terms_of_lines


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """What may be sent back until when, and the reasons to choose from."""

    goods: tuple[Goods, ...]
    others: Mapping[int, tuple[tuple[str, str], ...]]
    reasons: Sequence[ReasonGroup]
    wishes: tuple[tuple[str, str], ...]
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
    has_label: bool
    photos: Photos | None


def return_offer(
    order: Order, lines: Sequence[OrderLine], goods: Sequence[Goods], words: Words, *, now: datetime
) -> ReturnOffer | None:
    """None when nothing can be sent back, or not any more; of each line what its policy still takes."""
    if not any(one.returnable for one in goods):
        return None
    terms = terms_of_lines(order, lines, now=now)
    offered = {key: min(one.offered, one.policy.max_units or one.offered) for key, one in terms.items()}
    left = tuple(
        replace(one, returnable=most, returnable_words=words("return_of", count=most))
        for one in goods
        if one.returnable and (most := min(one.returnable, offered.get(one.line_id, 0)))
    )
    if not left:
        return None
    ends = [terms[one.line_id].ends_at for one in left]
    until = max((end for end in ends if end is not None), default=None) if None not in ends else None
    return ReturnOffer(
        goods=left, others=_others(lines, left) if order.customer_id else {},
        reasons=reason_tree(words.language), wishes=_wishes(order, words),
        until=words("return_until", date=words.day(until)) if until else "",
    )  # fmt: skip


def _wishes(order: Order, words: Words) -> tuple[tuple[str, str], ...]:
    """What a return may end in; credit and exchange are somebody's."""
    offered = [one for one in Resolution if order.customer_id or one in (Resolution.REFUND, Resolution.REPAIR)]
    return tuple((one.value, words(f"wish_{one.value}")) for one in offered)


def _others(lines: Sequence[OrderLine], left: Sequence[Goods]) -> dict[int, tuple[tuple[str, str], ...]]:
    """By line key the other SKUs of its product, code and name; one query."""
    wanted = {one.line_id for one in left}
    own = {line.pk: line.sku for line in lines if line.pk in wanted and line.kit_id is None}
    found: dict[int, list[SKU]] = defaultdict(list)
    for sku in SKU.objects.filter(product__in={sku.product_id for sku in own.values()}, is_active=True).order_by(
        "code"
    ):
        found[sku.product_id].append(sku)
    return {
        key: tuple((one.code, one.name) for one in found[sku.product_id] if one.pk != sku.pk)
        for key, sku in own.items()
    }


def returns_shown(order: Order, words: Words, photos: PhotosShown) -> tuple[ReturnShown, ...]:
    """The order's returns, newest first; three queries."""
    known = list(returns_of_order(order.pk))
    labeled = printable_numbers(ret.number for ret in known)
    return tuple(_shown(ret, order, words, photos, has_label=ret.number in labeled) for ret in known)


def _shown(ret: Return, order: Order, words: Words, photos: PhotosShown, *, has_label: bool) -> ReturnShown:
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
        has_label=has_label and waits_for_goods,
        photos=photos.get((PhotoOf.RETURN, ret.number)),
    )
