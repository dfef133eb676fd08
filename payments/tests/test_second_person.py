"""Above a limit another person approves, whatever door the first one comes through next."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.selectors import actor_of
from core.actors import SYSTEM, Actor
from core.errors import MoveRefused
from payments.models import ApprovalLimit, Refund
from payments.services.refunding import approve_refund, cancel_refund, grant_refund
from payments.tests.test_granting import member_of, shipped

pytestmark = pytest.mark.django_db
REFUSED = "you granted it yourself"


@pytest.fixture
def order(shop, gateway):
    """Ten euros is what one person may give back alone."""
    ApprovalLimit.objects.create(channel=shop.channel, currency="EUR", amount=Decimal(10))
    return shipped(shop, {0: 4})


@pytest.fixture
def manager(db) -> Actor:
    return actor_of(member_of("Manager"))


def granted(order, actor: Actor, amount: str) -> Refund:
    return grant_refund(order_id=order.pk, amount=Decimal(amount), reason="late", actor=actor)


def test_up_to_the_limit_of_the_channel_one_person_is_enough_and_above_it_a_second_approves(order, manager):
    small, large = granted(order, manager, "10"), granted(order, manager, "10.01")

    assert approve_refund(refund_id=small.pk, actor=manager).state == "approved"
    with pytest.raises(MoveRefused, match=REFUSED):
        approve_refund(refund_id=large.pk, actor=manager)
    lead = actor_of(member_of("CSR lead"))
    assert approve_refund(refund_id=large.pk, actor=lead).approved_by == lead.label


def test_small_ones_in_a_row_count_together(order, manager):
    first, second, third = (granted(order, manager, amount) for amount in ("6", "4", "0.01"))
    for refund in (first, second):
        approve_refund(refund_id=refund.pk, actor=manager)

    with pytest.raises(MoveRefused, match=r"You approved €10.00 of your own on this order already"):
        approve_refund(refund_id=third.pk, actor=manager)

    cancel_refund(refund_id=second.pk, actor=SYSTEM)
    assert approve_refund(refund_id=third.pk, actor=manager).state == "approved"


def test_what_another_person_approved_does_not_count(order, manager):
    approve_refund(refund_id=granted(order, manager, "20").pk, actor=actor_of(member_of("CSR lead")))

    assert approve_refund(refund_id=granted(order, manager, "5").pk, actor=manager).state == "approved"


def test_a_key_of_ones_own_is_no_second_person_in_either_direction(order, manager):
    by_key = replace(manager, kind="api", reference="3", user_id=None, behind=manager.label)

    for granter, approver in ((manager, by_key), (by_key, manager), (by_key, by_key)):
        refund = granted(order, granter, "11")
        with pytest.raises(MoveRefused, match=REFUSED):
            approve_refund(refund_id=refund.pk, actor=approver)
        cancel_refund(refund_id=refund.pk, actor=SYSTEM)


def test_the_limit_of_the_channel_goes_before_everybodys_and_without_any_it_is_nothing(order, manager):
    ApprovalLimit.objects.filter(channel=order.channel).delete()
    refund = granted(order, manager, "50")
    approve_refund(refund_id=refund.pk, actor=manager)
    ApprovalLimit.objects.all().delete()

    with pytest.raises(MoveRefused, match=r"alone one person may give back €0.00"):
        approve_refund(refund_id=granted(order, manager, "0.01").pk, actor=manager)
