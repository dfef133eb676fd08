"""Goods or money, never both and never neither: what a claim sends anew is counted, what falls through comes back."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.reinstating import reinstate_order
from payments.errors import UnitsNotRefundable
from payments.selectors.refundable import RefundWish, refundable_lines
from payments.services.granting import grant_parts
from payments.services.refunding import cancel_refund
from payments.tests.factories import work
from returns.errors import NotClaimable
from returns.models import Claim
from returns.services.claim_retrying import order_again, refund_instead
from returns.services.claiming import deny_claim
from returns.tests.exchanges import again, broken, delivered_and_captured
from returns.tests.services.test_claim_deciding import approved, decided, pay_out, sold_out

pytestmark = pytest.mark.django_db


def grant_units(order: Order, count: int) -> None:
    wish = RefundWish(units={order.lines.get().pk: count})
    grant_parts(order_id=order.pk, wish=wish, reason="Nice.", actor=SYSTEM)


def test_a_unit_sent_anew_is_not_offered_for_a_refund(shop, gateway):
    order = delivered_and_captured(shop, {0: 1})
    decided(approved(order), replace=1)

    assert [row.units for row in refundable_lines(again(order))] == [0]
    with pytest.raises(UnitsNotRefundable, match="1 sent anew"):
        grant_units(again(order), 1)
    assert broken() == {}


def test_two_units_get_two_remedies_whoever_gives_them(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})
    grant_units(order, 1)
    decided(approved(order), replace=1)

    with pytest.raises(NotClaimable, match="0 are claimed"):
        decided(approved(order), refund=1)
    assert order.lines.get().sent_anew == 1


def test_goods_paid_back_instead_count_as_sent_no_longer_and_go_where_the_customer_chose(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})
    claim = approved(order)
    sold_out(shop)
    decided(claim, replace=1, refund_to="store_credit")
    assert order.lines.get().sent_anew == 1

    claim = refund_instead(claim_id=claim.pk, actor=SYSTEM)

    assert (claim.state, claim.refund.destination, order.lines.get().sent_anew) == ("resolved", "store_credit", 0)
    assert broken() == {}


def test_a_claim_whose_refund_is_canceled_comes_back_to_a_person(shop, gateway):
    order = delivered_and_captured(shop, {0: 3})
    claim = decided(approved(order, 3), refund=1, replace=1, goodwill=Decimal(4))
    assert claim.state == "resolved"

    cancel_refund(refund_id=claim.refund_id, actor=SYSTEM)
    work()

    claim = Claim.objects.get()
    line = claim.lines.get()
    assert (claim.state, claim.decided_at, claim.refund, claim.goodwill_amount) == ("approved", None, None, 0)
    assert (line.refund_units, line.replace_units, line.open_units) == (0, 1, 1)
    assert (again(order).open_claims, again(order).lines.get().claimed) == (1, 2)
    assert "was canceled" in claim.failure
    with pytest.raises(MoveRefused):
        deny_claim(claim_id=claim.pk, reason="No.", actor=SYSTEM)
    assert broken() == {}

    claim = decided(claim, refund=1)
    pay_out(claim)

    assert (claim.state, claim.failure, gateway("refund")) == ("resolved", "", [Decimal(12)])
    assert again(order).open_claims == 0
    assert broken() == {}


def test_a_claim_that_came_back_with_nothing_can_be_denied(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})
    claim = decided(approved(order, 2), refund=1)
    cancel_refund(refund_id=claim.refund_id, actor=SYSTEM)
    work()

    deny_claim(claim_id=claim.pk, reason="It was found.", actor=SYSTEM)

    assert again(order).lines.get().claimed == 0
    assert broken() == {}


def replaced_and_canceled(order: Order) -> Claim:
    claim = decided(approved(order), replace=1)
    cancel_order(order_id=claim.replacement_id, actor=SYSTEM, reason="No stock.")
    work()
    return Claim.objects.get(pk=claim.pk)


def test_a_claim_whose_new_order_is_canceled_is_paid_back_instead(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})

    claim = replaced_and_canceled(order)
    assert (claim.state, claim.replacement, again(order).open_claims) == ("approved", None, 1)
    assert "is canceled" in claim.failure
    claim = refund_instead(claim_id=claim.pk, actor=SYSTEM)
    pay_out(claim)

    assert (claim.state, gateway("refund"), order.lines.get().sent_anew) == ("resolved", [Decimal(12)], 0)
    assert broken() == {}


def test_its_goods_ordered_again_are_an_order_of_their_own_and_the_first_one_stays_dead(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})
    claim = replaced_and_canceled(order)
    first = Order.objects.get(state="canceled")

    order_again(claim_id=claim.pk, actor=SYSTEM)
    work()
    claim = Claim.objects.get()
    reinstate_order(order_id=first.pk, actor=SYSTEM, reason="A mistake.")
    work()

    assert (claim.state, claim.replacement.state, again(first).state) == ("resolved", "confirmed", "canceled")
    assert claim.replacement_id != first.pk
    assert broken() == {}


def test_an_order_that_lives_again_makes_its_claim_good_as_before(shop, gateway):
    claim = replaced_and_canceled(delivered_and_captured(shop, {0: 2}))
    first = Order.objects.get(state="canceled")

    reinstate_order(order_id=first.pk, actor=SYSTEM, reason="A mistake.")
    work()

    claim = Claim.objects.get()
    assert (claim.state, claim.replacement_id) == ("resolved", first.pk)
