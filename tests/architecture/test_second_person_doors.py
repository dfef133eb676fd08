"""Where a second person is needed the first one is refused at every door, however many rights they hold."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.selectors import actor_of
from accounts.services.roles import sync_roles
from api.models.key import ApiKey, Scope
from api.tests.asking import Caller, key_for
from core.actors import SYSTEM
from customers.models import Customer
from orders.intake.reference import forget_reference
from orders.tests.factories import dispatched_order, open_shop
from payments.models import ApprovalLimit, MoneyTask, Payment, Refund
from payments.services.issuing import grant_store_credit
from payments.services.receiving import record_payment_received
from payments.services.refunding import grant_refund
from payments.services.working import ask_write_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    settings.OMS_UNDO_SECONDS = 0
    forget_reference()
    yield open_shop()
    forget_reference()


def manager(name: str) -> User:
    sync_roles()
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name="Manager"))
    return user


@pytest.fixture
def first(db) -> User:
    return manager("first")


def refund_granted_by(shop, user: User) -> Refund:
    ApprovalLimit.objects.all().delete()
    order = dispatched_order(shop, {0: 2})
    paid = Payment.objects.create(
        number="P-1", order=order, kind="transfer", currency="EUR", amount=order.total
    )  # fmt: skip
    record_payment_received(payment_id=paid.pk, amount=order.total, reference="stmt", actor=SYSTEM)
    return grant_refund(order_id=order.pk, amount=Decimal(2), reason="late", actor=actor_of(user))


def press(client, user: User, row, move: str):
    """The button on the row's page."""
    client.force_login(user)
    return client.post(reverse(f"admin:payments_{row._meta.model_name}_move", args=[row.pk, move]))


def write_off_asked_by(user: User) -> MoneyTask:
    task = MoneyTask.objects.create(kind="orphan", cause="sandbox:cap_1", facts="Money.", amount=1, currency="EUR")
    return ask_write_off(moneytask_id=task.pk, reason="small", actor=actor_of(user))


def credit_given_by(user: User):
    buyer = Customer.objects.create(number="CU-9", name="Ada", email="ada@example.com")
    return grant_store_credit(
        customer_id=buyer.pk, amount=Decimal(500), currency="EUR", reason="trouble", actor=actor_of(user)
    )  # fmt: skip


def test_who_granted_a_refund_does_not_approve_it_in_the_office(client, shop, first):
    refund = refund_granted_by(shop, first)

    answer = press(client, first, refund, "approve")

    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (409, "granted")
    assert "You granted it yourself" in answer.content.decode()


def test_nor_through_the_api_with_a_key_of_ones_own(client, shop, first):
    refund = refund_granted_by(shop, first)
    key, text = key_for(shop, Scope.APPROVE)
    ApiKey.objects.filter(pk=key.pk).update(made_by=actor_of(first).label)

    answer = Caller(client, text).post(f"/orders/{refund.order.number}/refunds/{refund.number}/approve", {})

    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (409, "granted")


def test_who_asked_for_a_write_off_does_not_agree_to_it(client, first):
    task = write_off_asked_by(first)

    answer = press(client, first, task, "approve_write_off")

    task.refresh_from_db()
    assert (answer.status_code, task.closed_at) == (409, None)


def test_who_gave_credit_above_the_limit_does_not_approve_it(client, first):
    grant = credit_given_by(first)

    answer = press(client, first, grant, "approve")

    grant.refresh_from_db()
    assert (answer.status_code, grant.state) == (409, "waiting")


def test_a_second_manager_may_do_what_the_first_may_not(client, shop, first):
    rows = (
        (refund_granted_by(shop, first), "approve"), (write_off_asked_by(first), "approve_write_off"),
        (credit_given_by(first), "approve"),
    )  # fmt: skip
    second = manager("second")

    assert [press(client, second, row, move).status_code for row, move in rows] == [302, 302, 302]
