"""What a customer gets for a claim, through the real sandbox gateway and the real table of listeners."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from orders.models import Order
from orders.services.placing import place_orders
from payments.services.refunding import approve_refund, request_refund
from payments.tests.factories import work
from returns.errors import NotClaimable, NotReturnable
from returns.models import Claim
from returns.services.claim_deciding import decide_claim
from returns.services.claim_placing import request_for
from returns.services.claim_retrying import order_again, refund_instead
from returns.services.claiming import approve_claim, open_claim
from returns.tests.exchanges import again, broken, delivered_and_captured
from returns.tests.factories import requested_return

pytestmark = pytest.mark.django_db


def approved(order: Order, count: int = 1, **options) -> Claim:
    claim = open_claim(
        order_id=order.pk, units={order.lines.get().pk: count}, **{"kind": "damaged", "actor": SYSTEM, **options}
    )
    return approve_claim(claim_id=claim.pk, actor=SYSTEM)


def decided(claim: Claim, *, refund: int = 0, replace: int = 0, **options) -> Claim:
    key = claim.lines.get().order_line_id
    decide_claim(
        claim_id=claim.pk, refund_units={key: refund}, replace_units={key: replace}, **{"actor": SYSTEM, **options}
    )
    work()
    return Claim.objects.get(pk=claim.pk)


def pay_out(claim: Claim) -> None:
    approve_refund(refund_id=claim.refund_id, actor=SYSTEM)
    request_refund(refund_id=claim.refund_id, actor=SYSTEM)
    work()


def test_units_are_paid_back_without_a_return(shop, gateway):
    order = delivered_and_captured(shop, {0: 3})

    claim = decided(approved(order, 2), refund=2)
    pay_out(claim)

    order = again(order)
    assert (claim.state, order.open_claims, gateway("refund")) == ("resolved", 0, [Decimal(24)])
    assert (order.refunded_amount, order.credited_amount, order.lines.get().claimed) == (24, 24, 2)
    assert shop.level().on_hand == 7
    assert broken() == {}


def test_units_are_sent_anew_as_an_order_of_their_own_at_no_price(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})

    claim = decided(approved(order), replace=1)

    new = claim.replacement
    assert (claim.state, new.total, new.original_order_id, new.state) == ("resolved", 0, order.pk, "confirmed")
    assert new.lines.get().ordered == 1
    assert again(order).open_claims == 0
    assert broken() == {}


def test_some_units_are_paid_back_others_sent_anew_and_the_rest_can_be_returned(shop, gateway):
    order = delivered_and_captured(shop, {0: 3})

    claim = decided(approved(order, 3), refund=1, replace=1, goodwill=Decimal(5))
    pay_out(claim)

    assert (gateway("refund"), claim.replacement.lines.get().ordered) == ([Decimal(17)], 1)
    assert again(order).lines.get().claimed == 2
    with pytest.raises(NotReturnable):
        requested_return(order, 2)
    assert requested_return(order, 1).state == "requested"
    assert broken() == {}


@pytest.mark.parametrize(("refund", "replace"), [(2, 0), (0, 2), (1, 1), (-1, 1)])
def test_no_more_is_made_good_than_is_claimed(shop, gateway, refund, replace):
    claim = approved(delivered_and_captured(shop, {0: 3}), 1)

    with pytest.raises(NotClaimable):
        decided(claim, refund=refund, replace=replace)

    assert Claim.objects.get().decided_at is None


def test_decided_twice_it_stays_as_decided_first(shop, gateway):
    claim = approved(delivered_and_captured(shop, {0: 3}), 2)

    decided(claim, refund=1)
    second = decided(claim, refund=2)

    assert (second.lines.get().refund_units, second.order.refunds.count()) == (1, 1)


def test_what_came_late_is_made_good_by_an_amount_alone(shop, gateway):
    claim = approved(delivered_and_captured(shop, {0: 1}), kind="late")

    with pytest.raises(NotClaimable):
        decided(claim, refund=1)
    claim = decided(claim, goodwill=Decimal(4))

    assert (claim.state, claim.refund.amount) == ("resolved", Decimal(4))


def test_nothing_is_decided_before_it_is_approved_or_without_a_remedy(shop, gateway):
    order = delivered_and_captured(shop, {0: 1})
    claim = open_claim(order_id=order.pk, kind="missing", units={order.lines.get().pk: 1}, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        decided(claim, refund=1)
    approve_claim(claim_id=claim.pk, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        decided(claim)


def test_money_needs_the_right_to_grant_it(shop, gateway):
    claim = approved(delivered_and_captured(shop, {0: 1}))
    rep = Actor(kind="user", reference="7", rights=frozenset({"returns.resolve_claim"}))

    with pytest.raises(NotPermitted):
        decided(claim, refund=1, actor=rep)


def sold_out(shop):
    sku = shop.skus[0]
    sku.is_active = False
    sku.save()
    return sku


def test_goods_that_are_gone_are_ordered_later_or_paid_back_instead(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})
    first, second = approved(order), approved(order)
    sku = sold_out(shop)

    first, second = decided(first, replace=1), decided(second, replace=1)
    assert (first.state, again(order).open_claims) == ("approved", 2)
    assert "no longer sold" in first.failure
    refund_instead(claim_id=first.pk, actor=SYSTEM)
    sku.is_active = True
    sku.save()
    order_again(claim_id=second.pk, actor=SYSTEM)
    work()

    first, second = Claim.objects.order_by("pk")
    assert (first.state, first.refund.amount, first.replacement) == ("resolved", Decimal(12), None)
    assert (second.state, second.replacement.total) == ("resolved", 0)
    assert broken() == {}


def test_a_worker_killed_after_ordering_ties_the_same_order_when_it_comes_back(shop, gateway):
    claim = approved(delivered_and_captured(shop, {0: 1}))
    key = claim.lines.get().order_line_id
    decide_claim(claim_id=claim.pk, replace_units={key: 1}, actor=SYSTEM)
    (outcome,) = place_orders([request_for(Claim.objects.get())], actor=SYSTEM)

    work()

    assert Claim.objects.get().replacement_id == outcome.order_id
    assert Order.objects.count() == 2
