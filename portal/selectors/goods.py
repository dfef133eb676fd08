"""The lines of an order as its customer sees them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.money import ZERO
from orders.editing.kits import kits_left, lines_by_kit
from orders.models import Order, OrderKit, OrderLine, Promise
from portal.texts import Words
from returns.selectors.returnable import returnable_units


@dataclass(frozen=True, slots=True)
class Goods:
    """One line: what, how many, where the units are, what they cost. Lines of a kit cost nothing by themselves."""

    line_id: int
    name: str
    code: str
    count: str
    places: tuple[str, ...]
    amount: str
    returnable: int
    returnable_words: str
    is_part: bool = False


def goods_rows(
    order: Order, lines: Sequence[OrderLine], words: Words, *, causes: Mapping[int, str]
) -> tuple[Goods, ...]:
    """All lines with their kits above them; lines come with their kits and SKUs read."""
    kits, rows = lines_by_kit(lines), []
    for line in lines:
        own = kits.get(line.kit_id or 0, [])
        if own and line is own[0] and line.kit is not None:
            rows.append(_kit(order, line.kit, own, words))
        goods = goods_of(order, line, words, cause=causes.get(line.pk, ""))
        rows.append(replace(goods, is_part=True, amount="") if own else goods)
    return tuple(rows)


def goods_to_pay(order: Order, words: Words) -> tuple[Goods, ...]:
    """What is bought, where nothing but the price is asked about; units that were canceled are left out. One query."""
    lines = [line for line in order.lines.select_related("sku", "kit") if line.ordered > line.canceled]
    return goods_rows(order, lines, words, causes={})


def _kit(order: Order, kit: OrderKit, lines: Sequence[OrderLine], words: Words) -> Goods:
    left = sum((line.amount - line.canceled_amount for line in lines), ZERO)
    count = words("units", count=kits_left(lines) or kit.quantity)
    return Goods(
        line_id=0, name=kit.name, code=kit.code, count=count, places=(), amount=words.money(left, order.currency),
        returnable=0, returnable_words="",
    )  # fmt: skip


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
    # Beside the units that are left, “1 canceled” alone would read as all of them.
    places = [words("unit_ordered", count=line.ordered)] if 0 < line.canceled < line.ordered else []
    places += [words(f"unit_{place}", count=count) for place, count in counts.items() if count]
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
