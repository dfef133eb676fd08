"""On which terms the demo's customers send goods back."""

from collections.abc import Mapping
from decimal import Decimal

from catalog.models import Channel
from returns.models import LabelPayer, ReturnerRule, ReturnPolicy


def make_return_policies(channels: Mapping[str, Channel]) -> None:
    """A rule of the house, a kinder one of the web shop, strict ones for some goods and a country; who is flagged."""
    shop = channels["shop-eu"]
    ReturnPolicy.objects.bulk_create([
        ReturnPolicy(window_days=30),
        ReturnPolicy(
            channel=shop, window_days=45, label_payer=LabelPayer.DEDUCTED, return_shipping_fee=Decimal("4.90"),
            credit_bonus_percent=Decimal(5), approves_at_once=True, approves_up_to=Decimal(80),
        ),
        ReturnPolicy(channel=shop, country="CH", window_days=14, label_payer=LabelPayer.CUSTOMER),
        ReturnPolicy(
            channel=shop, category="Shoes", window_days=30, restocking_percent=Decimal(10),
            label_payer=LabelPayer.DEDUCTED, return_shipping_fee=Decimal("4.90"), max_units=6,
        ),
        ReturnPolicy(channel=shop, category="Food", is_final_sale=True),
    ])  # fmt: skip
    ReturnerRule.objects.create(days=180, min_orders=3, max_percent=Decimal(50))
