"""Any order, placed and called off unit by unit, keeps every promise about money in every currency."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Price, TaxClass, TaxRate
from core.actors import SYSTEM
from core.audit.registry import promises
from core.audit.runner import check
from core.money import minor_unit
from orders.intake.reference import forget_reference
from orders.intake.requests import ChargeRequest, DiscountRequest, LineRequest
from orders.models import Order
from orders.services.canceling import cancel_lines
from orders.services.placing import place_orders
from orders.services.reinstating import reinstate_order
from orders.tests.factories import open_shop
from orders.tests.voucher_factories import FixedVoucherFactory, ShippingVoucherFactory, VoucherFactory

pytestmark = pytest.mark.django_db
PERCENTS = st.decimals(min_value="0.01", max_value=100, places=2)
PRICES = st.decimals(min_value=0, max_value=500, places=6)
LINE = st.tuples(st.integers(0, 2), st.integers(1, 7), PRICES, st.lists(PERCENTS, max_size=2))
MONEY = [one for one in promises() if one.number == 5]


def off(percents) -> list[DiscountRequest]:
    return [DiscountRequest(label="Less", percent=percent) for percent in percents]


def broken() -> dict[str, list]:
    return {one.name: found.sample for one in MONEY if (found := check(one)).violations}


def open_in(currency: str, *, included: bool):
    """A shop with three rates of tax and three vouchers."""
    shop = open_shop(currency=currency, prices_include_tax=included, max_order_total=10**9)
    for sku, percent in zip(shop.skus, ("5.5", "8.875", "27"), strict=True):
        tax_class = TaxClass.objects.create(code=f"t-{percent}".replace(".", "-"), name=percent)
        TaxRate.objects.create(tax_class=tax_class, country="DE", percent=Decimal(percent), valid_from="2020-01-01")
        sku.tax_class = tax_class
        sku.save()
    VoucherFactory(code="TEN", percent=Decimal("10.01"))
    FixedVoucherFactory(code="FIX", amount=77 * minor_unit(currency), currency=currency)
    ShippingVoucherFactory(code="SHIP")
    forget_reference()
    return shop


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINE, min_size=1, max_size=6), percents=st.lists(PERCENTS, max_size=2),
    codes=st.lists(st.sampled_from(["TEN", "FIX", "SHIP"]), unique=True), fee=st.integers(0, 999),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]), included=st.booleans(), data=st.data(),
)  # fmt: skip
def test_whatever_is_ordered_and_called_off_the_money_adds_up(
    db, lines, percents, codes, fee, currency, included, data
):
    with transaction.atomic():
        shop = open_in(currency, included=included)
        wanted = [
            LineRequest(
                sku_code=shop.skus[which].code, quantity=units, unit_price=price, price_reason="Any",
                discounts=off(less),
            )
            for which, units, price, less in lines
        ]  # fmt: skip
        charges = [ChargeRequest(kind="fee", label="Fee", amount=fee * minor_unit(currency))] if fee else []
        wish = shop.request(lines=wanted, discounts=off(percents), voucher_codes=codes, charges=charges, tenders=[])

        (outcome,) = place_orders([wish], actor=SYSTEM)

        if outcome.error is not None:
            assert outcome.error.code == "voucher_refused"
        else:
            call_off(outcome.order_id, data)
        assert broken() == {}
        Price.objects.all().delete()
        transaction.set_rollback(True)


def call_off(order_id: int, data) -> None:
    """Cancel units in random steps until nothing is left, then let the order live again."""
    placed = Order.objects.get(pk=order_id)
    assert placed.total >= 0
    assert broken() == {}
    total = placed.total
    while (order := Order.objects.get(pk=order_id)).state == "placed":
        left = {line.pk: line.ordered - line.canceled for line in order.lines.all()}
        line = data.draw(st.sampled_from(sorted(key for key, units in left.items() if units)))
        units = data.draw(st.integers(1, left[line]))
        cancel_lines(order_id=order_id, units={line: units}, actor=SYSTEM, reason="no")
        now = Order.objects.get(pk=order_id).total
        assert 0 <= now <= total
        assert broken() == {}
        total = now
    assert (total, order.discount_total, order.tax_total) == (0, 0, 0)
    assert reinstate_order(order_id=order_id, actor=SYSTEM, reason="yes").total == placed.total
