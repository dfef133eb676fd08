"""Refunds over HTTP: granted, approved and sent by different scopes, each request once."""

from decimal import Decimal

import pytest

from accounts.models import User
from accounts.selectors import actor_of
from api.models.key import Scope
from api.services.keys import make_key
from api.tests.asking import Caller, key_for
from core.actors import SYSTEM
from orders.tests.factories import dispatched_order
from payments.models import Payment, Refund
from payments.services.receiving import record_payment_received

BROKEN = {"reason": "Broken", "lines": [{"position": 1, "units": 1}]}


def paid_by_transfer(shop, units: dict[int, int]):
    """Shipped, and all of it arrived on the bank's statement."""
    order = dispatched_order(shop, units)
    payment = Payment.objects.create(
        number=f"P-{order.pk}", order=order, kind="transfer", currency=order.currency, amount=order.total
    )
    record_payment_received(payment_id=payment.pk, amount=order.total, reference="stmt 1", actor=SYSTEM)
    return order


@pytest.fixture
def order(shop):
    return paid_by_transfer(shop, {0: 3})


@pytest.fixture
def url(order):
    return f"/orders/{order.number}/refunds"


def with_scopes(client, shop, *scopes: str) -> Caller:
    return Caller(client, key_for(shop, *scopes)[1])


def test_units_shipping_and_goodwill_are_granted_with_their_worth(caller, url):
    wish = {**BROKEN, "charges": [{"position": 1, "amount": "2.50"}], "goodwill": "1.00"}

    made = caller.post(url, wish)

    assert made.status_code == 201
    refund = made.json()
    assert (refund["state"], refund["amount"], refund["currency"]) == ("granted", "15.50", "EUR")
    assert [(part["kind"], part["label"], part["position"], part["amount"]) for part in refund["parts"]] == [
        ("units", "Product 1", 1, "12.00"),
        ("charge", "Standard", None, "2.50"),
        ("goodwill", "Goodwill", None, "1.00"),
    ]
    assert caller.get(url).json() == {"refunds": [refund]}


def test_the_same_request_is_granted_once_and_the_same_unit_never_twice(caller, url):
    first, again = caller.post(url, BROKEN), caller.post(url, BROKEN)
    more = caller.post(url, {**BROKEN, "lines": [{"position": 1, "units": 3}]}, key="other")

    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert (more.status_code, more.json()["code"]) == (409, "units_not_refundable")
    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"lines": [{"position": 9, "units": 1}]}, "lines"),
        ({"charges": [{"position": 9, "amount": "1.00"}]}, "charges"),
        ({"charges": [{"position": 1, "amount": "7.00"}]}, "charges"),
        ({"goodwill": "0.001"}, "amount"),
        ({}, "amount"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(caller, url, wish, field):
    answer = caller.post(url, {"reason": "x", **wish})

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Refund.objects.exists()


def test_granting_approving_and_sending_are_scopes_of_their_own(client, shop, url):
    grants, approves, sends = (
        with_scopes(client, shop, scope) for scope in (Scope.GRANT, Scope.APPROVE, Scope.REQUEST)
    )
    number = grants.post(url, BROKEN).json()["number"]

    refused = [
        who.post(path, body).status_code
        for who, path, body in (
            (grants, f"{url}/{number}/approve", {}), (sends, f"{url}/{number}/approve", {}), (approves, url, BROKEN),
            (approves, f"{url}/{number}/request", {}), (grants, f"{url}/{number}/cancel", {}),
        )
    ]  # fmt: skip
    too_early = sends.post(f"{url}/{number}/request", {}, key="early")
    approved = approves.post(f"{url}/{number}/approve", {})
    sent = sends.post(f"{url}/{number}/request", {})

    assert refused == [403] * 5
    assert (too_early.status_code, too_early.json()["code"]) == (409, "move_refused")
    assert (approved.json()["state"], sent.json()["state"]) == ("approved", "requested")


def test_who_made_both_keys_is_one_person_and_above_the_limit_not_two(client, shop):
    order = paid_by_transfer(shop, {1: 10})
    url = f"/orders/{order.number}/refunds"
    maker, other = (actor_of(User.objects.create_superuser(name)) for name in ("first", "second"))
    mine, also_mine, theirs = (
        Caller(client, make_key(channel_id=shop.channel.pk, name="k", scopes=Scope.values, actor=actor)[1])
        for actor in (maker, maker, other)
    )
    number = mine.post(url, {"reason": "All wrong", "lines": [{"position": 1, "units": 9}]}).json()["number"]

    answers = [who.post(f"{url}/{number}/approve", {}) for who in (mine, also_mine, theirs)]

    assert [answer.status_code for answer in answers] == [409, 409, 200]
    assert [blocker["code"] for blocker in answers[1].json()["blockers"]] == ["second_person"]
    assert Refund.objects.get().approved_person == other.label


def test_a_refund_of_another_order_does_not_exist(caller, shop, order, url):
    other = paid_by_transfer(shop, {0: 1})
    number = caller.post(url, BROKEN).json()["number"]

    for path in (f"/orders/{other.number}/refunds/{number}/approve", f"{url}/R-1/approve"):
        assert caller.post(path, {}).status_code == 404
    assert Refund.objects.get().state == "granted"


def test_more_than_was_captured_is_refused_with_the_amount(caller, url, order):
    answer = caller.post(url, {"reason": "x", "goodwill": str(order.total + Decimal(1))})

    assert (answer.status_code, answer.json()["code"]) == (409, "refund_exceeds_capture")
