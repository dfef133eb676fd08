"""Review rules: what they find, that nothing is confirmed before they looked, and that holds end by themselves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects.runner import drain
from core.errors import InvalidInput, MoveRefused
from core.models import Effect
from orders.intake.reference import forget_reference
from orders.intake.requests import AddressRequest
from orders.models import Order, OrderHold, ReviewRule
from orders.selectors.reviewing import look_back
from orders.services.confirming import confirm_order
from orders.services.holding import hold_order
from orders.services.placing import place_orders
from orders.services.recording.funds import Funds, record_funds
from orders.services.recording.risk import record_risk
from orders.services.releasing import release_met_holds
from orders.services.reviewing import review_order
from orders.tasks import sweep_holds
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def rule(kind: str, *, skus=(), **options) -> ReviewRule:
    made = ReviewRule.objects.create(name=kind, kind=kind, **options)
    made.skus.set(skus)
    forget_reference()
    return made


def address(**parts) -> AddressRequest:
    values = {"name": "Ada", "line1": "Street 1", "city": "Berlin", "postal_code": "10117", "country": "DE"}
    return AddressRequest(**{**values, **parts})


def reasons(order: Order) -> list[str]:
    return [hold.reason for hold in review_order(order_id=order.pk)]


def test_without_rules_nothing_waits_for_a_review(shop):
    order = placed_order(shop)

    assert not order.awaits_review
    assert not Effect.objects.filter(task="orders.tasks.review_order").exists()


def test_an_order_is_not_confirmed_before_the_rules_looked(shop):
    rule("amount_above", amount=Decimal(1000), currency="EUR")
    order = placed_order(shop)
    record_funds(order_id=order.pk, funds=Funds(authorized=order.total), actor=SYSTEM)
    record_risk(order_id=order.pk, score=0, verdict="pass", reason="", actor=SYSTEM)

    with pytest.raises(MoveRefused, match="review rules have not looked"):
        confirm_order(order_id=order.pk, actor=SYSTEM)
    drain()

    assert Order.objects.get(pk=order.pk).state == "confirmed"


def test_a_rule_of_another_channel_looks_at_nothing(shop):
    other = type(shop.channel).objects.create(code="b2b", name="B2B", currency="EUR", country="DE")
    rule("customer_blocked", channel=other)

    assert not placed_order(shop).awaits_review


@pytest.mark.parametrize(
    ("kind", "options", "wish", "words"),
    [
        ("amount_above", {"amount": 20, "currency": "EUR"}, {0: 2}, "The total of €30.00 is high."),
        ("first_order_above", {"amount": 20, "currency": "EUR"}, {0: 2}, "A first order of €30.00."),
        ("quantity_above", {"quantity": 3}, {0: 4}, "4 units of SKU-1."),
    ],
)
def test_a_rule_strikes_above_its_limit(shop, kind, options, wish, words):
    rule(kind, **options)

    assert reasons(placed_order(shop, wish)) == [words]


@pytest.mark.parametrize(
    ("kind", "options", "wish"),
    [
        ("amount_above", {"amount": 30, "currency": "EUR"}, {0: 2}),
        ("amount_above", {"amount": 20, "currency": "USD"}, {0: 2}),
        ("quantity_above", {"quantity": 4}, {0: 4}),
    ],
)
def test_a_rule_lets_pass_what_is_at_its_limit_or_in_another_currency(shop, kind, options, wish):
    rule(kind, **options)

    assert reasons(placed_order(shop, wish)) == []


def test_who_ordered_before_places_no_first_order(shop):
    placed_order(shop)
    rule("first_order_above", amount=20, currency="EUR")

    assert reasons(placed_order(shop, {0: 2})) == []


def test_watched_goods_hold_their_line_and_only_it(shop):
    rule("sku_watched", skus=[shop.skus[1]], scope="line", sentence="Check the license.")
    order = placed_order(shop, {0: 1, 1: 1})

    (hold,) = review_order(order_id=order.pk)

    assert (hold.line.sku.code, hold.reason) == ("SKU-2", "Check the license: SKU-2 is watched.")


@pytest.mark.parametrize(
    ("parts", "postcode", "unusual"),
    [
        ({}, [], []),
        ({"postal_code": "1011"}, ["“1011” is no postal code of Germany."], 1),
        ({"postal_code": ""}, ["The postal code is missing; Germany has one everywhere."], 1),
        (
            {"country": "US", "city": "New York", "postal_code": "10001"}, [],
            ["For United States of America the region is missing."],
        ),
    ],
)  # fmt: skip
def test_postal_codes_and_addresses_are_read_as_their_country_writes_them(shop, parts, postcode, unusual):
    rule("postcode_wrong")
    first = placed_order(shop, shipping_address=address(**parts))
    assert reasons(first) == postcode
    ReviewRule.objects.all().delete()
    rule("address_unusual")
    found = reasons(placed_order(shop, shipping_address=address(**parts)))
    assert len(found) == unusual if isinstance(unusual, int) else found == unusual


def test_another_country_on_the_bill_and_a_blocked_customer_are_told(shop):
    rule("country_differs", priority=1)
    rule("customer_blocked", priority=2)
    order = placed_order(shop, billing_address=address(country="AT", postal_code="1010", city="Wien"))
    order.customer.is_blocked, order.customer.blocked_reason = True, "Owes us."
    order.customer.save()

    assert reasons(order) == ["Billed to AT, shipped to DE.", "The customer is blocked: Owes us."]


def test_of_two_alike_exactly_the_one_reviewed_last_is_held(shop):
    rule("possible_duplicate", minutes=10, hold_kind="possible_duplicate")
    first, second, other = (placed_order(shop, {0: count}) for count in (1, 1, 2))

    assert (reasons(second), reasons(other)) == ([], [])
    assert f"total as {second.number}," in reasons(first)[0]


def test_a_review_runs_once(shop):
    rule("amount_above", amount=1, currency="EUR")
    order = placed_order(shop)

    assert len(review_order(order_id=order.pk)) == 1
    assert review_order(order_id=order.pk) == []
    assert OrderHold.objects.count() == 1


def test_looking_back_tells_what_a_rule_would_have_held_in_a_bounded_number_of_queries(
    shop, django_assert_max_num_queries
):
    orders = [placed_order(shop, {0: 1}) for _ in range(3)]
    made = rule("possible_duplicate", minutes=10, is_active=False)

    with django_assert_max_num_queries(6):
        found = look_back(made, now=timezone.now())

    assert (found.looked_at, [one.order.pk for one in found.strikes]) == (3, [orders[2].pk, orders[1].pk])


def test_rules_cost_placing_no_statement(shop, django_assert_num_queries):
    rule("possible_duplicate", minutes=10)
    placed_order(shop)  # reads the master data

    with django_assert_num_queries(10):
        place_orders([shop.request()], actor=SYSTEM)


def test_a_hold_until_paid_ends_with_the_money_and_the_others_stay(shop):
    order = placed_order(shop)
    hold_order(order_id=order.pk, kind="payment", reason="", release_condition="paid", actor=SYSTEM)
    hold_order(order_id=order.pk, kind="manual", reason="", actor=SYSTEM)
    now = timezone.now()
    assert release_met_holds(order_id=order.pk, now=now) == []
    record_funds(order_id=order.pk, funds=Funds(authorized=order.total), actor=SYSTEM)

    assert [hold.kind for hold in release_met_holds(order_id=order.pk, now=now)] == ["payment"]
    assert Order.objects.get(pk=order.pk).is_on_hold
    assert release_met_holds(order_id=order.pk, now=now) == []


def test_a_hold_until_in_stock_waits_for_the_last_unit(shop):
    order = placed_order(shop, {0: 12})
    hold_order(order_id=order.pk, kind="out_of_stock", reason="", release_condition="in_stock", actor=SYSTEM)
    sweep_holds()
    assert Order.objects.get(pk=order.pk).is_on_hold

    shop.receive(2)
    drain()
    sweep_holds()

    assert not Order.objects.get(pk=order.pk).is_on_hold


def test_a_hold_until_a_date_ends_when_it_has_come(shop):
    order, now = placed_order(shop), timezone.now()
    with pytest.raises(InvalidInput, match="on which date"):
        hold_order(order_id=order.pk, kind="manual", reason="", release_condition="date", actor=SYSTEM)
    later = now + timedelta(hours=1)
    hold_order(order_id=order.pk, kind="manual", reason="", due_at=later, release_condition="date", actor=SYSTEM)

    sweep_holds()
    assert Order.objects.get(pk=order.pk).is_on_hold
    OrderHold.objects.update(due_at=now)
    sweep_holds()

    assert not Order.objects.get(pk=order.pk).is_on_hold
