"""Orders of the published shape, by chance: each becomes an order to the cent, once, whatever comes first."""

from decimal import Decimal
from itertools import permutations

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings

from catalog.models import Channel
from core.effects import drain
from desk.channels.working import work_notice
from desk.tests.channels.generated import shopify_orders
from desk.tests.channels.payloads import canceled, order, refund
from orders.intake.channels.registry import adapter_named
from orders.models import ChannelNotice, Order
from orders.services import placing
from orders.services.noticing import keep_notices
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SHORT = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(SHORT, max_examples=150, derandomize=False)


def keep(source, topic, body) -> int:
    notice = adapter_named("shopify").split({topic.split("/", maxsplit=1)[0][:-1]: body})[0]
    keep_notices(source=source, notices=[notice])
    return ChannelNotice.objects.get(event_id=notice.event_id).pk


@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_any_order_whose_sums_add_up_becomes_an_order_to_the_cent(
    source, currency, included, pytestconfig, broken_promises
):
    Channel.objects.filter(pk=source.channel_id).update(currency=currency, prices_include_tax=included)

    @(LONG if pytestconfig.getoption("long", default=False) else SHORT)
    @given(body=shopify_orders(currency=currency, included=included))
    def become(body):
        total, tax = (Decimal(value) for value in body["expected"])
        notice = keep(source, "orders/create", body)
        work_notice(notice_id=notice)
        row = ChannelNotice.objects.select_related("order").get(pk=notice)
        assert (row.state, row.field, row.reason) == ("applied", "", "")
        made = row.order
        assert (made.total, made.tax_total, made.currency) == (total, tax, currency)
        assert made.captured_amount == (total if body["financial_status"] in ("paid", "partially_refunded") else 0)

    become()
    assert broken_promises() == {}


@pytest.mark.parametrize(
    ("off", "field"),
    [("total_price", "total_price"), ("total_line_items_price", "total_line_items_price"), ("total_tax", "total_tax")],
)
def test_a_sum_that_is_off_by_a_cent_is_refused_with_the_field_and_both_figures(source, off, field):
    body = {**order(), off: str(Decimal(order()[off]) + Decimal("0.01"))}
    if off == "total_tax":
        body["total_price"] = "42.11"
    notice = keep(source, "orders/create", body)

    work_notice(notice_id=notice)

    row = ChannelNotice.objects.get(pk=notice)
    assert (row.state, row.field) == ("parked", field)
    assert body[off] in row.reason
    assert order()[off] in row.reason
    assert not Order.objects.exists()


def test_a_money_set_in_another_currency_than_the_orders_is_refused_with_its_field(source):
    body = order()
    del body["total_price"]
    body["total_price_set"] = {"shop_money": {"amount": "42.10", "currency_code": "EUR"}}
    notice = keep(source, "orders/create", body)

    work_notice(notice_id=notice)

    assert ChannelNotice.objects.get(pk=notice).field == "total_price_set.shop_money.currency_code"


# A canceled order given back in two refunds, told in every order, each of them twice.
NEWS = [
    ("orders/create", order(financial_status="pending")),
    ("orders/updated", order(at="2024-01-10T15:00:00-05:00")),
    ("orders/cancelled", canceled()),
    ("refunds/create", refund(key=8, amount="12.00")),
    ("refunds/create", refund(key=9, amount="30.10")),
]


@pytest.mark.parametrize("turn", list(permutations(range(5)))[::5], ids=lambda turn: "".join(map(str, turn)))
def test_an_order_given_back_in_parts_ends_the_same_whatever_is_told_first(source, turn, broken_promises):
    for index in (*turn, *reversed(turn)):
        work_notice(notice_id=keep(source, *NEWS[index]))
    drain()

    made = Order.objects.get()
    assert (made.state, made.total, made.captured_amount, made.refunded_amount) == (
        "canceled", Decimal(0), Decimal("42.10"), Decimal("42.10"),
    )  # fmt: skip
    assert not ChannelNotice.objects.filter(state__in=["kept", "waiting", "parked"]).exists()
    assert broken_promises() == {}


TOLD = 6


def at_once(source):
    """One order told by so many notices as there are workers; each works its own."""
    times = [f"2024-01-10T11:00:0{second}-05:00" for second in range(TOLD)]
    notices = [keep(source, "orders/updated", order(at=at)) for at in times]
    return all_at_once([lambda key=key: work_notice(notice_id=key) for key in notices])


def test_an_order_told_by_many_at_once_is_one_order_paid_once(source):
    assert at_once(source) == [None] * TOLD
    drain()

    made = Order.objects.get()
    assert (made.total, made.captured_amount) == (Decimal("42.10"), Decimal("42.10"))
    assert set(ChannelNotice.objects.values_list("state", flat=True)) <= {"applied", "stale"}


def test_without_the_guard_of_a_shops_number_the_race_breaks_at_the_last_wall(source, monkeypatch):
    monkeypatch.setattr(placing, "keys_of", lambda request, scope: [])

    assert {type(one) for one in at_once(source)} == {type(None), IntegrityError}
    assert Order.objects.count() == 1
