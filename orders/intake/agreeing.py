"""What was agreed on a draft, as it was asked for: prices by hand, to be asked for again when it is rewritten."""

from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from orders.intake.pricing import with_tax
from orders.intake.reference import reference
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
    address = order.shipping_address
    country, region = (address.country, address.region) if address else (order.channel.country, "")
    on = timezone.now().astimezone(ZoneInfo(order.channel.time_zone)).date()
    return with_tax(line.unit_price, reference().tax_percent(line.sku.tax_class_id, country, region, on))
