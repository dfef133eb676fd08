"""The lines of an order as its customer sees them."""

from dataclasses import dataclass

from orders.models import Order, OrderLine
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


def goods_of(order: Order, line: OrderLine, words: Words) -> Goods:
    """Amounts are those of units not canceled, before discount."""
    left = line.ordered - line.canceled
    returnable = min(returnable_units(line), max(0, line.delivered - line.returned - line.return_requested))
    return Goods(
        line_id=line.pk,
        name=line.name,
        code=line.sku.code,
        count=words("units", count=left or line.ordered),
        places=_places(line, words),
        amount=words.money(line.amount - line.canceled_amount, order.currency),
        returnable=returnable,
        returnable_words=words("return_of", count=returnable),
    )


def _places(line: OrderLine, words: Words) -> tuple[str, ...]:
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
        places.append(words("by_date", date=words.date(line.promise_on)))
    return tuple(places)
