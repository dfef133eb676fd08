"""A quote is the order that would follow: to the cent, to the day, and refused for the same reasons."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.tests.asking import ADDRESS, body
from core.models import Event
from orders.models import Order
from orders.tests.voucher_factories import VoucherFactory

SAME = (
    "currency", "lines_total", "discount_total", "charges_total", "tax_total", "total", "tax_treatment", "tax_reason",
    "vat_id", "discounts", "charges", "promised_on", "shipping_method",
)  # fmt: skip
SAME_OF_LINES = (
    "sku", "name", "unit_price", "amount", "discount_amount", "tax_percent", "tax_amount", "allocated", "backordered",
    "promise_on",
)  # fmt: skip
percents = st.decimals("0.01", "60", places=2).map(str)
amounts = st.decimals("0.01", "3", places=2).map(str)
discounts = st.lists(
    st.one_of(
        st.builds(lambda one: {"label": "Less", "percent": one}, percents),
        st.builds(lambda one: {"label": "Less", "amount": one}, amounts),
    ),
    max_size=2,
)  # fmt: skip
lines = st.lists(
    st.builds(
        lambda sku, quantity, less: {"sku": f"SKU-{sku}", "quantity": quantity, "discounts": less},
        st.integers(1, 3), st.integers(1, 25), discounts,
    ),
    min_size=1, max_size=4,
)  # fmt: skip
charges = st.lists(st.builds(lambda one: {"kind": "fee", "label": "Fee", "amount": one}, amounts), max_size=2)
baskets = st.fixed_dictionaries({
    "lines": lines, "discounts": discounts, "charges": charges,
    "voucher_codes": st.sampled_from([[], ["WELCOME"]]),
    "shipping_address": st.sampled_from([ADDRESS, {**ADDRESS, "country": "FR"}, None]),
    "customer": st.sampled_from([{"name": "Ada"}, {"name": "Shop", "vat_id": "FR 40303265045"}]),
})  # fmt: skip


def ask_both(caller, basket):
    """The quote, then the order it announced; the order is undone."""
    with transaction.atomic():
        quote = caller.post("/quotes", basket, key="")
        order = caller.post("/orders", {**basket, "tenders": [{"kind": "card", "token": "tok_visa"}]})
        transaction.set_rollback(True)
    return quote, order


def agree(quote, order):
    if order.status_code != 201:
        return quote.status_code == order.status_code and quote.json() == order.json()
    told, kept = quote.json(), order.json()
    return {name: told[name] for name in SAME} == {name: kept[name] for name in SAME} and [
        [one[name] for name in SAME_OF_LINES] for one in told["lines"]
    ] == [[one[name] for name in SAME_OF_LINES] for one in kept["lines"]]


@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(basket=baskets)
def test_quote_and_order_agree(caller, basket):
    with transaction.atomic():
        VoucherFactory(code="WELCOME")
        quote, order = ask_both(caller, basket)
        transaction.set_rollback(True)

    assert agree(quote, order), (quote.json(), order.json())


@pytest.mark.parametrize("policy", ["refuse", "backorder"])
def test_what_is_not_there_is_refused_or_promised_as_placing_does(caller, shop, policy):
    type(shop.channel).objects.update(stock_policy=policy)
    basket = body(lines=[{"sku": "SKU-1", "quantity": 15}], external_id="")
    basket.pop("external_id")
    basket.pop("tenders")

    quote, order = ask_both(caller, basket)

    assert agree(quote, order)
    assert quote.status_code == (409 if policy == "refuse" else 200)


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@Example.com"])
def test_a_voucher_that_this_person_has_redeemed_is_refused_as_placing_does(caller, email):
    VoucherFactory(code="ONCE", max_uses_per_customer=1)
    wish = {"lines": [{"sku": "SKU-1", "quantity": 1}], "voucher_codes": ["ONCE"], "shipping_address": ADDRESS}
    before = {**wish, "customer": {"name": "Ada", "email": "ada@example.com"}}
    assert caller.post("/quotes", before, key="").status_code == 200
    tenders = [{"kind": "card", "token": "tok_visa"}]
    assert caller.post("/orders", {**before, "tenders": tenders}, key="1").status_code == 201

    quote, order = ask_both(caller, {**wish, "customer": {"name": "Ada", "email": email}})
    other, _ = ask_both(caller, {**wish, "customer": {"name": "Bob", "email": "bob@example.com"}})

    assert agree(quote, order)
    assert "can be redeemed once by each customer" in quote.json()["detail"]
    assert other.status_code == 200


def test_a_quote_writes_nothing_and_locks_nothing(caller):
    before = Order.objects.count(), Event.objects.count()

    with CaptureQueriesContext(connection) as queries:
        answer = caller.post("/quotes", {"lines": [{"sku": "SKU-1", "quantity": 15}]}, key="")

    words = [query["sql"].upper() for query in queries if "API_APIKEY" not in query["sql"].upper()]
    assert answer.status_code == 200
    assert not any(word in sql for sql in words for word in ("INSERT", "UPDATE", "DELETE", "NEXTVAL"))
    assert (Order.objects.count(), Event.objects.count()) == before


def test_goods_held_for_the_cart_are_counted_for_it(caller):
    hold = {"lines": [{"sku": "SKU-1", "quantity": 10}], "holder": "cart"}
    token = caller.post("/reservations", hold).json()["token"]
    basket = {"lines": hold["lines"]}

    with_token = caller.post("/quotes", {**basket, "reservation": token}, key="").json()
    without = caller.post("/quotes", basket, key="").json()

    assert (with_token["lines"][0]["allocated"], without["lines"][0]["allocated"]) == (10, 0)


def test_a_refusal_names_the_field(caller):
    answer = caller.post("/quotes", {"lines": [{"sku": "nope", "quantity": 1}]}, key="")

    assert (answer.status_code, answer.json()["field"]) == (422, "lines[0].sku")
