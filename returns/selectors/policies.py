"""Which terms a return has: the most specific policy that fits each of its goods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from catalog.models import Product
from core.money import ZERO
from orders.models import Order, OrderLine
from returns.models import LabelPayer, ReturnPolicy


def policy_for(channel_id: int) -> ReturnPolicy:
    """What holds in a channel whatever the goods and wherever they went; the defaults where nobody wrote it down."""
    policies = ReturnPolicy.objects.filter(Q(channel=channel_id) | Q(channel=None), category="", country="")
    return max(policies, key=lambda one: one.specificity, default=ReturnPolicy(channel_id=channel_id))


def policies_of_lines(order: Order, lines: Iterable[OrderLine]) -> dict[int, ReturnPolicy]:
    """The policy of each line by its key; the defaults where none fits. Two queries."""
    wanted = list(lines)
    country = order.shipping_address.country if order.shipping_address else ""
    policies = list(
        ReturnPolicy.objects.filter(Q(channel=order.channel_id) | Q(channel=None), country__in=["", country])
    )
    categories = _categories(wanted)
    return {line.pk: _most_specific(policies, categories.get(line.sku_id, ""), order) for line in wanted}


def _categories(lines: Sequence[OrderLine]) -> Mapping[int, str]:
    products = Product.objects.filter(skus__in={line.sku_id for line in lines})
    return dict(products.values_list("skus__pk", "category"))


def _most_specific(policies: Iterable[ReturnPolicy], category: str, order: Order) -> ReturnPolicy:
    fitting = [one for one in policies if one.category in {"", category}]
    return max(fitting, key=lambda one: one.specificity, default=ReturnPolicy(channel_id=order.channel_id))


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a return as a whole, of the policies of its goods; amounts in the order's currency."""

    label_payer: LabelPayer
    shipping_fee: Decimal
    bonus_percent: Decimal
    travel_days: int


def terms_of(policies: Iterable[ReturnPolicy], *, is_our_fault: bool) -> Terms:
    """The kindest payer, the shortest time, the smallest bonus; nothing is charged for what is our fault."""
    known = list(policies) or [ReturnPolicy()]
    payers = {one.label_payer for one in known}
    payer = next(one for one in LabelPayer if one in payers)
    fees = [one.return_shipping_fee for one in known if one.label_payer == LabelPayer.DEDUCTED]
    if is_our_fault:
        payer = LabelPayer.HOUSE
    return Terms(
        label_payer=LabelPayer(payer),
        shipping_fee=max(fees, default=ZERO) if payer == LabelPayer.DEDUCTED else ZERO,
        bonus_percent=min(one.credit_bonus_percent for one in known),
        travel_days=min(one.travel_days for one in known),
    )
