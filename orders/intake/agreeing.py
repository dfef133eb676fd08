"""What was agreed on a draft, as it was asked for: prices by hand and discounts, to hold when it is rewritten."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from orders.intake.overriding import AgreedDiscount, AgreedPrice
from orders.intake.pricing import with_tax
from orders.intake.reference import reference
from orders.intake.requests import OrderRequest
from orders.intake.taxing import taxed_at
from orders.models import Order, OrderLine
from orders.statuses import TaxTreatment


def prices_by_hand(order: Order) -> Mapping[int, Decimal]:
    """The unit prices that somebody set with a reason, by line, as they were typed in the order's currency.

    A line of a draft whose tax is waived holds its price without the tax that the channel's prices include;
    here it is given with it again, for it is taken off anew each time the draft is written.
    """
    asked = {
        line.pk: _as_asked(order, line)
        for line in order.lines.select_related("sku").exclude(price_reason="").order_by("pk")
    }
    listed = dict(order.lines.values_list("pk", "list_price"))
    return {key: price for key, price in asked.items() if price != listed[key]}


def _as_asked(order: Order, line: OrderLine) -> Decimal:
    if order.tax_treatment == TaxTreatment.TAXED or not order.prices_include_tax:
        return line.unit_price
    country, region = taxed_at(order)
    on = timezone.now().astimezone(ZoneInfo(order.channel.time_zone)).date()
    return with_tax(line.unit_price, reference().tax_percent(line.sku.tax_class_id, country, region, on))


def kit_prices_by_hand(order: Order) -> Mapping[int, Decimal]:
    """The prices of kits that somebody set with a reason, by kit, as they were typed in the order's currency."""
    kits = order.kits.exclude(price_reason="").exclude(unit_price=F("list_price"))
    return dict(kits.values_list("pk", "unit_price"))


def prices_agreed(order: Order, request: OrderRequest) -> Set[AgreedPrice]:
    """Prices by hand that hold for the request without a right: in the same channel, for no more units than before."""
    if request.channel_code != order.channel.code:
        return frozenset()
    by_hand, agreed = prices_by_hand(order), Counter[AgreedPrice]()
    kits = kit_prices_by_hand(order)
    for key, code, units in order.kits.values_list("pk", "code", "quantity"):
        if key in kits:
            agreed[code, kits[key]] += units
    for key, code, units in order.lines.values_list("pk", "sku__code", "ordered"):
        if key in by_hand:
            agreed[code, by_hand[key]] += units
    wanted = Counter[AgreedPrice]()
    for line in request.lines:
        if line.unit_price is not None:
            wanted[line.sku_code, line.unit_price] += line.quantity
    return frozenset(price for price, units in agreed.items() if wanted[price] <= units)


def discounts_agreed(order: Order, request: OrderRequest) -> Mapping[AgreedDiscount, Decimal]:
    """Discounts given on the draft and what each is worth there; none when the request is for another channel."""
    worth: dict[AgreedDiscount, Decimal] = defaultdict(Decimal)
    if request.channel_code == order.channel.code:
        for one in order.discounts.select_related("line__sku", "line__kit"):
            worth[_code_of(one.line), one.label, one.percent] += one.amount
    return worth


def _code_of(line: OrderLine | None) -> str:
    """What the discount was given on: a kit's stands in shares on its lines. Empty: the whole order."""
    if line is None:
        return ""
    return line.kit.code if line.kit else line.sku.code
