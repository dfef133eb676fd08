"""What becomes of a Shopify shop's orders, updates, cancellations and refunds."""

from decimal import Decimal
from itertools import permutations

import pytest

from core.actors import SYSTEM
from core.effects import drain
from desk.tests.channels.payloads import canceled, order, refund
from orders.models import ChannelNotice, Order
from orders.services.noticing import retry_notice
from payments.models import Payment, Refund

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_becomes_an_order_that_costs_the_same_to_the_cent(tell, broken_promises):
    row = tell("orders/create", order())

    assert (row.state, row.reason) == ("applied", "")
    made = Order.objects.get(external_id="1")
    assert (made.total, made.tax_total, made.discount_total, made.charges_total) == (
        Decimal("42.10"), Decimal("2.10"), Decimal("5.00"), Decimal("5.00"),
    )  # fmt: skip
    taxes = made.lines.order_by("position").values_list("tax_amount", flat=True)
    assert list(taxes) == [Decimal("1.00"), Decimal("0.60")]
    assert made.captured_amount == Decimal("42.10")
    assert (made.shipping_address.region, made.customer.name) == ("KY", "Bob Norman")
    assert broken_promises() == {}


def test_the_same_order_again_is_one_order_paid_once(tell):
    tell("orders/create", order())
    tell("orders/updated", order(at="2024-01-10T12:00:00-05:00"))
    tell("orders/create", order())

    assert Order.objects.count() == Payment.objects.count() == 1
    assert Order.objects.get().captured_amount == Decimal("42.10")


@pytest.mark.parametrize(("told", "kept"), [("203.0.113.7", "203.0.113.7"), ("fe80::1%en0", None), (None, None)])
def test_the_buyers_ip_address_is_kept_when_it_is_one_and_never_costs_an_order(tell, told, kept):
    tell("orders/create", order(browser_ip=told))

    assert Order.objects.get().client_ip == kept


# Every fifth of the 24: each of the four comes first and last once at least.
@pytest.mark.parametrize("turn", [*list(permutations(range(4)))[::5], (3, 2, 1, 0)])
def test_news_in_any_order_come_to_the_same_end(tell, turn, broken_promises):
    unpaid = order(financial_status="pending")
    paid = order(at="2024-01-10T15:00:00-05:00")
    ended = canceled()
    back = refund(amount="42.10")
    news = [("orders/create", unpaid), ("orders/updated", paid), ("orders/cancelled", ended), ("refunds/create", back)]
    for index in turn:
        tell(*news[index])
    drain()

    made = Order.objects.get()
    assert (made.state, made.total, made.captured_amount, made.refunded_amount) == (
        "canceled", Decimal(0), Decimal("42.10"), Decimal("42.10"),
    )  # fmt: skip
    assert Refund.objects.get().state == "succeeded"
    assert not ChannelNotice.objects.filter(state__in=["kept", "waiting", "parked"]).exists()
    assert broken_promises() == {}


def test_a_partial_refund_is_written_down_once_and_lowers_what_the_order_costs(tell, broken_promises):
    tell("orders/create", order())
    tell("refunds/create", refund())
    tell("refunds/create", refund())

    made = Order.objects.get()
    assert (made.refunded_amount, made.credited_amount) == (Decimal("12.00"), Decimal("12.00"))
    assert broken_promises() == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "EUR"}, "currency"),
        ({"taxes_included": True, "total_price": "40.00"}, "taxes_included"),
        ({"total_price": "43.00"}, "total_price"),
        ({"total_line_items_price": "41.00"}, "total_line_items_price"),
        ({"total_tax": "x"}, "total_tax"),
        ({"total_tax": "2.101"}, "total_tax"),
        ({"line_items": []}, "line_items"),
        ({"line_items": "many"}, "line_items"),
        ({"line_items": [{"quantity": 1, "price": "1"}]}, "line_items[0].sku"),
        ({"line_items": [{"sku": "A", "quantity": 0, "price": "1"}]}, "line_items[0].quantity"),
        ({"updated_at": "yesterday"}, "updated_at"),
        ({"shipping_address": {"address1": "S", "city": "L", "name": "B"}}, "shipping_address.country"),
    ],
)
def test_what_cannot_be_mapped_is_parked_with_the_field(tell, changes, field):
    row = tell("orders/create", order(**changes))

    assert (row.state, row.field) == ("parked", field)
    assert row.reason
    assert not Order.objects.exists()


def test_unknown_goods_are_parked_or_made_as_the_shop_is_set_and_a_retry_goes_on(tell, source):
    source.creates_skus = False
    source.save()
    row = tell("orders/create", order())
    assert (row.state, row.field) == ("parked", "lines[0].sku_code")

    source.creates_skus = True
    source.save()
    retry_notice(notice_id=row.pk, actor=SYSTEM)
    drain()

    row.refresh_from_db()
    assert (row.state, Order.objects.get().lines.count()) == ("applied", 2)


def test_an_order_edited_in_the_shop_is_parked_for_a_person(tell):
    tell("orders/create", order())
    changes = {
        "total_line_items_price": "20.00",
        "total_discounts": "0.00",
        "total_tax": "0.00",
        "total_price": "20.00",
    }
    items = [{"sku": "POD-A", "quantity": 2, "price": "10.00"}]
    later = order(at="2024-01-12T11:00:00-05:00", line_items=items, shipping_lines=[], **changes)
    row = tell("orders/updated", later)

    assert (row.state, row.field) == ("parked", "total_price")


def test_a_refund_that_does_not_meet_the_money_changes_nothing(tell):
    tell("orders/create", order())
    row = tell("refunds/create", refund(amount="99.00"))

    assert (row.state, row.field) == ("parked", "transactions[0].amount")
    made = Order.objects.get()
    assert (made.credited_amount, made.refunded_amount) == (Decimal(0), Decimal(0))
