"""What a customer is asked about an order, whether it still can be chosen, and which other goods are there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from core.errors import Blocker
from core.money import ZERO
from inventory.selectors.substitutes import Offer, offers_of, substitutes_for
from orders.editing.blocking import EDITABLE
from orders.editing.charging import terms_of
from orders.intake.pricing import without_tax
from orders.intake.reference import reference
from orders.intake.resolving import SkuFacts, skus_by_code
from orders.lifecycle import wrong_state
from orders.models import DelayChoice, Order, OrderDiscount, OrderLine

_RATE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Instead:
    """Other goods for all waiting units of a line, never dearer: a unit's price as the order shows prices."""

    line_id: int
    sku: SkuFacts
    units: int
    unit_price: Decimal


def latest_choice(order_id: int) -> DelayChoice | None:
    """The newest question about the order, answered or not; one query."""
    return DelayChoice.objects.filter(order_id=order_id).order_by("-pk").first()


def asked_lines(choice: DelayChoice, lines: Iterable[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.pk in set(choice.line_ids)]


def overtaken(order: Order, choice: DelayChoice, lines: Sequence[OrderLine]) -> Iterator[Blocker]:
    """Why there is nothing to choose any more; ``lines`` are all of the order's."""
    if order.state not in EDITABLE:
        yield wrong_state(order, "there is nothing to choose any more")
        return
    asked = asked_lines(choice, lines)
    if any(line.backordered for line in asked) or (not choice.owed and any(_unshipped(line) for line in asked)):
        return
    if any(_unshipped(line) for line in asked):
        yield Blocker("goods_there", "the goods have come and will be sent.", turns_on="backorder_filled")
    elif any(line.shipped for line in asked):
        yield Blocker("shipped", "the goods have shipped.", fix="Take them back as a return.", turns_on="dispatched")
    else:
        yield Blocker("nothing_waits", "none of these goods is waited for any more.", turns_on="line")


def _unshipped(line: OrderLine) -> int:
    return line.allocated + line.backordered


def instead_of(
    order: Order, choice: DelayChoice, lines: Sequence[OrderLine], now: datetime
) -> Mapping[int, Sequence[Instead]]:
    """By line what is there for all its waiting units, the preferred first; at most four queries.

    The price is the lower of the list's and what the customer pays for a unit of the line, its own discounts off.
    """
    waiting = [line for line in asked_lines(choice, lines) if line.backordered]
    if not waiting:
        return {}
    wanted = _offers(choice, waiting)
    codes = {offer.code for offers in wanted.values() for offer in offers}
    known = skus_by_code(sorted(codes), [order.channel_id], now) if codes else {}
    less = _own_discounts(waiting) if codes else {}
    found: dict[int, list[Instead]] = {}
    for line in waiting:
        paid = (line.unit_price - less.get(line.pk, ZERO) / line.ordered).quantize(_RATE, rounding=ROUND_DOWN)
        for offer in wanted[line.pk]:
            listed = _listed(order, known[offer.code])
            if offer.available >= line.backordered and listed is not None and known[offer.code].needs_shipping:
                price = min(listed, paid)
                found.setdefault(line.pk, []).append(Instead(line.pk, known[offer.code], line.backordered, price))
    return found


def _offers(choice: DelayChoice, waiting: Sequence[OrderLine]) -> dict[int, Sequence[Offer]]:
    """What staff offered for a line, else the catalog's substitutes."""
    named = {code for codes in choice.offers.values() for code in codes}
    by_code = {offer.code: offer for offer in offers_of(named)} if named else {}
    catalog = substitutes_for(line.sku_id for line in waiting)
    return {
        line.pk: [by_code[code] for code in choice.offers.get(str(line.pk), ()) if code in by_code]
        or catalog[line.sku_id]
        for line in waiting
    }


def _listed(order: Order, sku: SkuFacts) -> Decimal | None:
    """What the list asks, as the order shows prices; None without a price there or when it is no longer sold."""
    listed = sku.prices.get(order.channel_id)
    if listed is None or not sku.is_active:
        return None
    terms = terms_of(order)
    if terms.is_waived and order.prices_include_tax:
        return without_tax(listed, terms.rate(reference(), sku.tax_class_id))
    return listed


def _own_discounts(lines: Sequence[OrderLine]) -> dict[int, Decimal]:
    less: dict[int, Decimal] = {}
    for line_id, amount in OrderDiscount.objects.filter(line__in=lines).values_list("line_id", "amount"):
        less[line_id] = less.get(line_id, ZERO) + amount
    return less
