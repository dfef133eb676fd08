"""Returns as their customer sees them, and whether there may be another."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.models import SKU
from orders.models import Order, OrderLine, PhotoOf
from portal.selectors.goods import Goods
from portal.selectors.pictures import Photos, PhotosShown
from portal.selectors.return_terms import terms_told, text_of, wishes_of
from portal.texts import Words
from returns.models import Return, ReturnState
from returns.selectors.labels import return_labels
from returns.selectors.panels import returns_of_order
from returns.selectors.reasons import ReasonGroup, reason_tree
from returns.selectors.returnable import LineTerms, terms_of_lines
from returns.selectors.way_back import send_to
from shipping.statuses import LabelState


@dataclass(frozen=True, slots=True)
class ReturnOffer:
    """What may be sent back until when and on which terms, for which reasons, and what for."""

    goods: tuple[Goods, ...]
    others: Mapping[int, tuple[tuple[str, str], ...]]
    reasons: tuple[ReasonGroup, ...]
    wishes: tuple[tuple[str, str], ...]
    until: str
    terms: tuple[str, ...]


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


def return_offer(order: Order, goods: Sequence[Goods], words: Words, *, now: datetime) -> ReturnOffer | None:
    """None when nothing can be sent back, or not any more."""
    asked = {one.line_id for one in goods if one.returnable}
    lines = [line for line in order.lines.all() if line.pk in asked]
    terms = terms_of_lines(order, lines, now=now) if lines else {}
    left = tuple(_allowed(one, terms[one.line_id], words) for one in goods if one.line_id in terms)
    offered = {one.line_id: terms[one.line_id] for one in left if one.returnable}
    if not offered:
        return None
    ends = [line.ends_at for line in offered.values() if line.ends_at is not None]
    return ReturnOffer(
        goods=tuple(one for one in left if one.returnable),
        others=_others(lines, offered) if order.customer_id else {},
        reasons=tuple(reason_tree(words.language)),
        wishes=wishes_of(order, offered.values(), words),
        until=words("return_until", date=words.day(max(ends))) if len(ends) == len(offered) else "",
        terms=terms_told(order, offered.values(), words),
    )


def _others(lines: Iterable[OrderLine], offered: Collection[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """By line key the other SKUs of its product, code and name; one query. Parts of kits have none."""
    own = {line.pk: line.sku for line in lines if line.pk in offered and line.kit_id is None}
    found: dict[int, list[SKU]] = defaultdict(list)
    products = {sku.product_id for sku in own.values()}
    for sku in SKU.objects.filter(product__in=products, is_active=True).order_by("code"):
        found[sku.product_id].append(sku)
    return {
        key: tuple((one.code, one.name) for one in found[sku.product_id] if one.pk != sku.pk)
        for key, sku in own.items()
    }


def _allowed(goods: Goods, terms: LineTerms, words: Words) -> Goods:
    """What the policy lets the customer ask for; nobody is shown a field that would be refused."""
    count = min(goods.returnable, terms.offered)
    return replace(goods, returnable=count, returnable_words=words("return_of", count=count))


def returns_shown(order: Order, words: Words, photos: PhotosShown) -> tuple[ReturnShown, ...]:
    """The order's returns, newest first; three queries."""
    returns = list(returns_of_order(order.pk))
    labels = return_labels([ret.number for ret in returns]) if returns else []
    printable = {one.cause_reference for one in labels if one.is_wanted and one.state == LabelState.PURCHASED}
    return tuple(_shown(ret, order, words, photos, has_label=ret.number in printable) for ret in returns)


def _shown(ret: Return, order: Order, words: Words, photos: PhotosShown, *, has_label: bool) -> ReturnShown:
    waits_for_goods = ret.state == ReturnState.APPROVED
    ret.order = order  # with its channel, which is read once
    until = waits_for_goods and ret.expires_at
    worth = words.money(ret.credited_amount + ret.bonus_amount, order.currency)
    return ReturnShown(
        number=ret.number,
        text=words(text_of(ret), number=ret.number, amount=worth),
        note=ret.decision_note,
        until=words("return_approved_until", date=words.day(until)) if until else "",
        address=send_to(ret, words.locale) if waits_for_goods else (),
        items=tuple(f"{words('units', count=line.quantity)} {line.order_line.name}" for line in ret.lines.all()),
        is_over=ret.ended_at is not None,
        has_label=has_label and waits_for_goods,
        photos=photos.get((PhotoOf.RETURN, ret.number)),
    )
