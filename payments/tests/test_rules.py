"""Each fraud rule strikes when it should, says so in words, and its counts go by indexes in one query."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import SYSTEM
from customers.models import Address, Customer
from orders.intake.requests import AddressRequest, CustomerRequest, TenderRequest
from orders.locks import lock_order
from orders.models import Order
from orders.tests.factories import placed_order
from payments.models import DenyListEntry, DisposableDomain, FraudRule, Payment, RiskAssessment, RiskReview, RuleKind
from payments.selectors.marks import marks_of, plain_address, plain_email, plain_phone
from payments.selectors.signals import signals_on
from payments.services.assessing import check_risk
from payments.services.starting import start_payments
from payments.tests.factories import creditworthy

pytestmark = pytest.mark.django_db
HOME = AddressRequest(name="Grace Hopper", line1="Ring 2", city="Potsdam", country="DE", postal_code="14467")
AWAY = AddressRequest(name="Grace Hopper", line1="Rue 2", city="Paris", country="FR", postal_code="75001")


@pytest.fixture(autouse=True)
def _only_the_rule_under_test(db):
    FraudRule.objects.all().delete()


def rule(kind: str, **values) -> FraudRule:
    return FraudRule.objects.create(name=kind, kind=kind, **{"score": 30, **values})


def found(order: Order) -> list[str]:
    return [signal.sentence for signal in signals_on(Order.objects.get(pk=order.pk), now=timezone.now())]


def with_card(order: Order, **values) -> Order:
    """As if a gateway had answered about the card."""
    start_payments(order_id=order.pk, actor=SYSTEM)
    told = {"card_fingerprint": "card-1", "card_brand": "visa", "card_last4": "4242", "card_country": "DE"}
    Payment.objects.filter(order=order).update(**{**told, **values})
    return order


def test_an_amount_rule_strikes_above_its_amount_and_in_its_currency_alone(shop):
    order = placed_order(shop)
    amount = rule(RuleKind.AMOUNT_ABOVE, threshold=order.total)

    assert found(order) == []
    FraudRule.objects.update(threshold=order.total - Decimal("0.01"))
    assert len(found(order)) == 1
    FraudRule.objects.filter(pk=amount.pk).update(currency="USD")
    assert found(order) == []


def test_a_rule_of_another_channel_does_not_look(shop):
    order = placed_order(shop)
    other = type(order.channel).objects.create(code="other", name="Other", currency="EUR", country="DE")
    rule(RuleKind.AMOUNT_ABOVE, threshold=1, channel=other)

    assert found(order) == []


def test_a_first_order_is_no_first_order_once_there_was_another(shop):
    rule(RuleKind.FIRST_ORDER_ABOVE, threshold=1)
    first = placed_order(shop)
    assert len(found(first)) == 1

    second = placed_order(shop, customer=None, customer_id=first.customer_id)

    assert found(second) == []


def test_countries_are_compared(shop):
    rule(RuleKind.INTERNATIONAL)
    rule(RuleKind.COUNTRIES_DIFFER)
    at_home = placed_order(shop, shipping_address=HOME, billing_address=HOME)
    abroad = placed_order(shop, shipping_address=AWAY, billing_address=HOME)

    assert found(at_home) == []
    assert found(abroad) == ["It is billed to DE and ships to FR.", "It ships to FR; the channel sells from DE."]


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        (RuleKind.AVS_FAILED, {"avs_check": "fail"}),
        (RuleKind.AVS_UNCHECKED, {"avs_check": "unavailable"}),
        (RuleKind.CVC_FAILED, {"cvc_check": "fail"}),
        (RuleKind.CVC_UNCHECKED, {"cvc_check": "unchecked"}),
        (RuleKind.CARD_COUNTRY_DIFFERS, {"card_country": "BR"}),
    ],
)
def test_what_the_gateway_says_about_the_card_strikes(shop, kind, answers):
    rule(kind)
    good = with_card(placed_order(shop), avs_check="pass", cvc_check="pass")
    bad = with_card(placed_order(shop), **{"avs_check": "pass", "cvc_check": "pass", **answers})

    assert found(good) == []
    assert len(found(bad)) == 1


def test_a_card_that_gave_nothing_is_not_asked(shop):
    rule(RuleKind.CVC_FAILED)
    order = with_card(placed_order(shop), cvc_check="fail", state="failed")

    assert found(order) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (RuleKind.VELOCITY_EMAIL, "by this e-mail"),
        (RuleKind.VELOCITY_CARD, "by this card"),
        (RuleKind.VELOCITY_ADDRESS, "to this address"),
        (RuleKind.VELOCITY_IP, "from this IP address"),
    ],
)
def test_orders_that_share_something_are_counted_within_the_hours(shop, kind, words):
    rule(kind, threshold=1, window_hours=3)
    wish = {
        "customer": CustomerRequest(name="Eve", email="Eve@example.com"), "shipping_address": HOME,
        "client_ip": "203.0.113.7",
    }  # fmt: skip
    first = with_card(placed_order(shop, **wish))
    other = with_card(placed_order(shop, shipping_address=AWAY, client_ip="203.0.113.8"), card_fingerprint="card-2")
    assert (found(first), found(other)) == ([], [])

    second = with_card(placed_order(shop, **wish))
    assert found(second) == [f"2 orders {words} within 3 hours."]

    before = timezone.now() - timedelta(hours=4)
    Order.objects.filter(pk=first.pk).update(placed_at=before)
    Payment.objects.filter(order=first).update(created_at=before)
    assert found(second) == []


def test_a_card_declined_elsewhere_counts(shop):
    rule(RuleKind.VELOCITY_CARD, threshold=1)
    with_card(placed_order(shop), state="failed")

    assert found(with_card(placed_order(shop))) == ["2 orders by this card within a day."]


def test_a_mailbox_of_a_disposable_domain_or_below_it_is_known(shop):
    rule(RuleKind.DISPOSABLE_DOMAIN)
    for email in ("a@mailinator.com", "a@box.mailinator.com"):
        order = placed_order(shop, customer=CustomerRequest(name="Eve", email=email))
        assert found(order) == ["The mailbox is a throw-away one of mailinator.com."]

    assert found(placed_order(shop, customer=CustomerRequest(name="Ada", email="ada@notmailinator.com"))) == []
    assert DisposableDomain.objects.count() >= 10


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "eve@example.com"), ("domain", "example.com"), ("phone", "+493012345"), ("card", "card-1"),
        ("address", "de|14467|ring2"), ("ip", "203.0.113.7"), ("ip", "203.0.113.0/24"),
    ],
)  # fmt: skip
def test_whoever_is_on_the_deny_list_is_known_until_the_entry_ends(shop, kind, value):
    rule(RuleKind.DENY_LIST, score=100)
    who = CustomerRequest(name="Eve", email="EVE+new@example.com", phone="+49 30 12345")
    where = AddressRequest(name="E", line1=" RING 2", city="Potsdam", country="DE", postal_code="14467")
    order = with_card(placed_order(shop, customer=who, shipping_address=where, client_ip="203.0.113.7"))
    assert found(order) == []

    entry = DenyListEntry.objects.create(kind=kind, value=value, reason="Charged back twice", added_by="user:1")
    assert found(order) == [
        f"{entry.get_kind_display()} on the deny list since {timezone.now():%Y-%m-%d}: Charged back twice."
    ]

    DenyListEntry.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert found(order) == []


def test_spelling_does_not_help_past_the_deny_list(shop):
    order = placed_order(shop, shipping_address=HOME)

    assert plain_email(" Eve+shop@Example.com ") == "eve@example.com"
    assert plain_phone("+49 (30) 123-45") == "+493012345"
    assert plain_address(order.shipping_address) == "de|14467|ring2"
    assert {mark.kind for mark in marks_of(order, [])} >= {"email", "domain", "address"}


def test_a_score_is_explained_and_the_thresholds_of_the_channel_decide(shop):
    rule(RuleKind.AMOUNT_ABOVE, threshold=1, score=40)
    rule(RuleKind.INTERNATIONAL, score=30)
    shop.channel.review_at_score, shop.channel.decline_at_score = 40, 70
    shop.channel.save()
    creditworthy()
    orders = [placed_order(shop, shipping_address=where, tenders=[TenderRequest(kind="on_account")])
              for where in (HOME, AWAY)]  # fmt: skip

    for order in orders:
        start_payments(order_id=order.pk, actor=SYSTEM)
        check_risk(order_id=order.pk, actor=SYSTEM)

    kept = RiskAssessment.objects.order_by("pk")
    assert [(one.score, one.verdict, one.review_at, one.decline_at) for one in kept] == [
        (40, "review", 40, 70), (70, "decline", 40, 70),
    ]  # fmt: skip
    assert [signal["score"] for signal in kept[1].signals] == [40, 30]
    assert all(signal["sentence"] for one in kept for signal in one.signals)
    assert RiskReview.objects.filter(state="open").count() == 2


def test_the_queries_do_not_grow_with_the_rules(shop, django_assert_max_num_queries):
    order = with_card(placed_order(shop, client_ip="203.0.113.7"))
    for kind in RuleKind.values:
        for number in range(3):
            FraudRule.objects.create(name=f"{kind} {number}", kind=kind, threshold=10**6, score=1, window_hours=5)
    locked = lock_order(order.pk)

    with django_assert_max_num_queries(9):
        signals_on(locked, now=timezone.now())


def fill(order: Order) -> None:
    """Enough strangers that a count by reading them all would be seen."""
    now, numbers = timezone.now(), range(1000)
    who = Customer.objects.bulk_create(Customer(number=f"x{n}", name="X", email=f"x{n}@example.com") for n in numbers)
    Address.objects.bulk_create(
        Address(customer=who[n], name="X", line1=f"Way {n}", city="X", postal_code=f"{n:05}", country="DE")
        for n in numbers
    )
    plain = {"channel": order.channel, "currency": "EUR", "placed_at": now}
    orders = Order.objects.bulk_create(
        Order(number=f"x{n}", customer=who[n], client_ip=f"198.51.{n // 250}.{n % 250}", **plain) for n in numbers
    )
    Payment.objects.bulk_create(
        Payment(number=f"x{n}", order=orders[n], kind="card", currency="EUR", amount=1, card_fingerprint=f"x{n}")
        for n in numbers
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer, customers_address, orders_order, payments_payment")


def test_every_velocity_count_goes_by_an_index(shop):
    order = with_card(placed_order(shop, client_ip="203.0.113.7"))
    fill(order)
    for kind in RuleKind.values:
        rule(kind, threshold=10**6)
    with CaptureQueriesContext(connection) as asked:
        found(order)
    counted = [query["sql"] for query in asked if "rule_" in query["sql"]]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {counted[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert len(counted) == 1
    assert "Seq Scan" not in plan
    for index in ("customer_email_lower", "payment_card", "address_place", "order_client_ip"):
        assert index in plan
