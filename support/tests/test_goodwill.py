from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from orders.models import Order
from orders.tests.factories import delivered_order
from payments.errors import GoodwillExceedsLimit
from payments.models import GoodwillLimit, Payment, Refund
from payments.services.receiving import record_payment_received
from support.models import GoodwillWish
from support.selectors.allowance import allowance_of
from support.services.goodwill import approve_goodwill, give_goodwill, refuse_goodwill
from support.services.opening import open_case

pytestmark = pytest.mark.django_db


def member(name: str, group: Group) -> Actor:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set([group])
    return actor_of(User.objects.get(pk=user.pk))


@pytest.fixture
def reps() -> Group:
    group = Group.objects.create(name="Those who serve")
    group.permissions.set(
        Permission.objects.filter(codename__in=["grant_refund", "give_goodwill", "open_case", "work_case"])
    )
    GoodwillLimit.objects.create(group=group, currency="EUR", amount=10, daily_amount=15)
    return group


@pytest.fixture
def leads() -> Group:
    group = Group.objects.create(name="Those who lead")
    group.permissions.set(Permission.objects.filter(codename__in=["grant_refund", "give_goodwill", "approve_goodwill"]))
    GoodwillLimit.objects.create(group=group, currency="EUR", amount=40)
    return group


def a_paid_order(shop, parcel_id: int = 1) -> Order:
    order = delivered_order(shop, {0: 3}, parcel_id=parcel_id)
    payment = Payment.objects.create(
        number=f"P-{parcel_id}", order=order, position=1, kind="transfer", currency=order.currency, amount=order.total
    )
    record_payment_received(payment_id=payment.pk, amount=payment.amount, reference=f"b{parcel_id}", actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


def give(order: Order, amount: int, actor: Actor, key: str, **options):
    return give_goodwill(order_id=order.pk, amount=Decimal(amount), reason="Late", key=key, actor=actor, **options)


def test_within_the_limits_it_is_granted_at_once_and_noted_in_the_case(shop, reps):
    sam, order = member("sam", reps), a_paid_order(shop)
    case = open_case(order_id=order.pk, subject="Late", text="Late!", actor=sam)

    given = give(order, 4, sam, "k1", case_id=case.pk)

    assert (given.refund.amount, given.wish, given.refund.destination) == (4, None, "tenders")
    assert case.messages.filter(direction="internal", text__contains=given.refund.number).exists()


def test_store_credit_goes_to_the_customer(shop, reps):
    order = a_paid_order(shop)

    given = give(order, 4, member("sam", reps), "k1", destination="store_credit")

    assert given.refund.destination == "store_credit"


def test_above_the_limit_of_an_order_or_of_a_day_a_second_person_is_asked(shop, reps):
    sam, first, second = member("sam", reps), a_paid_order(shop), a_paid_order(shop, 2)
    assert give(first, 9, sam, "k1").refund

    on_order, by_day = give(first, 2, sam, "k2"), give(second, 7, sam, "k3")

    assert "on one order" in on_order.wish.why
    assert "on one day" in by_day.wish.why
    assert Refund.objects.count() == 1
    assert give(second, 6, sam, "k4").refund
    assert give(second, 4, member("kim", reps), "k5").refund


def test_what_was_given_is_shown_beside_the_limits(shop, reps):
    sam, order = member("sam", reps), a_paid_order(shop)
    give(order, 4, sam, "k1")

    assert allowance_of(order, sam).words == "Given €4.00 of €10.00 on this order, €4.00 of €15.00 by you today."


def test_the_second_person_grants_it_as_their_own_and_never_who_asked(shop, reps, leads):
    sam, lead, order = member("sam", reps), member("lea", leads), a_paid_order(shop)
    wish = give(order, 12, sam, "k1").wish

    with pytest.raises(NotPermitted):
        approve_goodwill(goodwillwish_id=wish.pk, actor=sam)
    granted = approve_goodwill(goodwillwish_id=wish.pk, actor=lead)

    assert (granted.state, granted.refund.amount, granted.refund.granted_person) == ("granted", 12, lead.person)
    with pytest.raises(MoveRefused, match="already"):
        approve_goodwill(goodwillwish_id=wish.pk, actor=lead)
    assert give(order, 12, sam, "k1").wish == granted


def test_who_asked_cannot_approve_it_even_with_the_right(shop, leads):
    lead, order = member("lea", leads), a_paid_order(shop)
    GoodwillLimit.objects.update(amount=1)
    wish = give(order, 2, lead, "k1").wish

    with pytest.raises(MoveRefused, match="you asked for it yourself"):
        approve_goodwill(goodwillwish_id=wish.pk, actor=lead)


def test_the_second_person_too_has_limits(shop, reps, leads):
    sam, lead, order = member("sam", reps), member("lea", leads), a_paid_order(shop)
    GoodwillLimit.objects.filter(group=leads).update(amount=11)
    wish = give(order, 12, sam, "k1").wish

    with pytest.raises(GoodwillExceedsLimit):
        approve_goodwill(goodwillwish_id=wish.pk, actor=lead)

    assert GoodwillWish.objects.get().state == "waiting"


def test_it_is_refused_with_its_reason_and_nothing_is_owed(shop, reps, leads):
    order = a_paid_order(shop)
    wish = give(order, 12, member("sam", reps), "k1").wish

    refuse_goodwill(goodwillwish_id=wish.pk, reason="Too much", actor=member("lea", leads))

    assert (GoodwillWish.objects.get().state, Refund.objects.count()) == ("refused", 0)


def test_the_same_key_is_given_once_and_nonsense_is_refused(shop, reps):
    sam, order = member("sam", reps), a_paid_order(shop)
    assert give(order, 4, sam, "k1") == give(order, 4, sam, "k1")

    for amount in (0, -1):
        with pytest.raises(InvalidInput):
            give(order, amount, sam, "k9")
    with pytest.raises(InvalidInput):
        give_goodwill(order_id=order.pk, amount=Decimal(1), reason=" ", key="k9", actor=sam)
    assert Refund.objects.count() == 1
