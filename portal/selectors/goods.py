"""The lines of an order as its customer sees them."""

from collections.abc import Iterable
from dataclasses import dataclass

from orders.models import Order, OrderLine, Promise
from portal.texts import Words
from returns.selectors.returnable import returnable_units


@dataclass(frozen=True, slots=True)
class Goods:
    """One line: what, how many, where the units are, what they cost."""

    line_id: int
    name: str
    code: str
    count: str
    places: tuple[str, ...]
    amount: str
    returnable: int
    returnable_words: str


def causes_of(lines: Iterable[OrderLine]) -> dict[int, str]:
    """By line why its day moved last; one query where any is later than promised first, else none."""
    late = [line.pk for line in lines if _is_later(line)]
    if not late:
        return {}
    moved = Promise.objects.filter(line_id__in=late, from_on__isnull=False).order_by("pk")
    return dict(moved.values_list("line_id", "cause"))


def _is_later(line: OrderLine) -> bool:
    return bool(line.promise_on and line.original_promise_on and line.promise_on > line.original_promise_on)


def goods_of(order: Order, line: OrderLine, words: Words, *, cause: str = "") -> Goods:
    """Amounts are those of units not canceled, before discount."""
    left = line.ordered - line.canceled
    returnable = min(returnable_units(line), max(0, line.delivered - line.returned - line.return_requested))
    return Goods(
        line_id=line.pk,
        name=line.name,
        code=line.sku.code,
        count=words("units", count=left or line.ordered),
        places=_places(line, words, cause),
        amount=words.money(line.amount - line.canceled_amount, order.currency),
        returnable=returnable,
        returnable_words=words("return_of", count=returnable),
    )


def _places(line: OrderLine, words: Words, cause: str) -> tuple[str, ...]:
    """Only what is not zero; late units tell their date."""
    kept = line.delivered - line.returned - line.return_requested
    counts = {
        "delivered": max(0, kept),
        "on_the_way": max(0, line.shipped - line.delivered - line.lost + min(0, kept)),
        "lost": line.lost,
        "preparing": line.released,
        "reserved": line.allocated - line.released,
        "backordered": line.backordered,
        "return_requested": line.return_requested,
        "returned": line.returned,
        "canceled": line.canceled,
    }
    places = [words(f"unit_{place}", count=count) for place, count in counts.items() if count]
    if line.promise_on and line.delivered + line.lost < line.ordered - line.canceled:
        places += _dates(line, words, cause)
    if line.delivered_at:
        places.append(words("arrived_date", date=words.day(line.delivered_at)))
    return tuple(places)


def _dates(line: OrderLine, words: Words, cause: str) -> list[str]:
    """The day it is promised for now; a later one with the first and with what moved it."""
    assert line.promise_on is not None
    if not _is_later(line) or line.original_promise_on is None:
        return [words("by_date", date=words.date(line.promise_on))]
    moved = words("moved_date", date=words.date(line.promise_on), was=words.date(line.original_promise_on))
    why = words.either(f"cause_{cause}", "cause_none")
    return [moved, why] if why else [moved]
