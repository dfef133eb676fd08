"""A claim whose parcel is known: what stands beside it, what the carrier is asked, and what is made good once."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.reinstating import reinstate_order
from payments.selectors.refundable import refundable_lines
from returns.errors import NotClaimable
from returns.models import Claim
from returns.selectors.claim_evidence import evidence_of
from returns.services.carrier_asking import ask_carrier
from returns.services.claim_deciding import decide_claim
from returns.services.claiming import approve_claim, open_claim
from shipping.models import CarrierClaim, DeliveryException
from shipping.services.exceptions import declare_lost, open_exception
from shipping.services.remedies import refund_parcel, reship_parcel
from shipping.services.reship_following import follow_reship
from shipping.tests.conftest import carrier, shop  # noqa: F401
from shipping.tests.factories import handed_over, parcel_of
from shipping.tests.test_remedies import paid_by_transfer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wired_to_the_road(settings, _wired_to_returns):
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"


@pytest.fixture
def label(shop, carrier):  # noqa: F811
    label = handed_over(shop, {0: 2})
    paid_by_transfer(label)
    return label


def claim_of(label, count: int = 1, **options) -> Claim:
    order = Order.objects.get(pk=label.order_id)
    claim = open_claim(
        order_id=order.pk, units={order.lines.get().pk: count}, **{"kind": "damaged", "actor": SYSTEM, **options}
    )
    return approve_claim(claim_id=claim.pk, actor=SYSTEM)


def test_beside_a_claim_stand_scans_weights_and_the_road(label, django_assert_max_num_queries):
    claim = claim_of(label)

    with django_assert_max_num_queries(9):
        evidence = evidence_of(claim)

    (parcel,) = evidence.parcels
    assert (parcel.parcel, parcel.units, parcel.label) == (label.parcel, 2, label)
    assert parcel.weighs_less_by == (
        None
        if parcel.parcel.weight_grams is None or parcel.parcel.expected_grams is None
        else parcel.parcel.expected_grams - parcel.parcel.weight_grams
    )
    assert parcel.carrier_claim is None


def test_the_carrier_is_asked_once_with_its_own_deadline(label):
    claim = claim_of(label)

    filed = ask_carrier(claim_id=claim.pk, amount=Decimal(12), reference="C-77", actor=SYSTEM)
    with pytest.raises(MoveRefused, match="asked already"):
        ask_carrier(claim_id=claim.pk, amount=Decimal(12), actor=SYSTEM)

    assert (filed.parcel_id, filed.reference, filed.amount) == (label.parcel_id, "C-77", Decimal(12))
    assert filed.deadline_at is not None
    assert DeliveryException.objects.get().kind == "damaged"
    assert Claim.objects.get().parcel_id == label.parcel_id
    assert CarrierClaim.objects.count() == 1


def test_what_we_packed_wrong_is_not_asked_of_the_carrier(label):
    with pytest.raises(MoveRefused, match="ours to make good"):
        ask_carrier(claim_id=claim_of(label, kind="wrong").pk, amount=Decimal(12), actor=SYSTEM)


def test_goods_that_never_arrived_are_lost_in_our_books_and_return_to_no_stock(shop, label):  # noqa: F811
    claim = claim_of(label, 2, kind="lost", parcel_id=label.parcel_id)
    before = shop.level().on_hand

    line = claim.lines.get()
    decide_claim(claim_id=claim.pk, refund_units={line.order_line_id: 2}, actor=SYSTEM)

    claim.refresh_from_db()
    assert (parcel_of(label).state, claim.goods_at, claim.state) == ("lost", "carrier", "resolved")
    assert (line.order_line.order.lines.get().lost, shop.level().on_hand) == (2, before)


def test_a_parcel_made_good_on_the_road_cannot_be_claimed(label):
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="Trace ended", actor=SYSTEM)
    reship_parcel(deliveryexception_id=trouble.pk, reason="Wanted", actor=SYSTEM)

    with pytest.raises(NotClaimable):
        claim_of(label, kind="lost")


@pytest.mark.parametrize("make_good", [reship_parcel, refund_parcel])
def test_claimed_goods_are_not_made_good_on_the_road(label, make_good):
    claim_of(label, kind="lost")
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="Trace ended", actor=SYSTEM)

    with pytest.raises(MoveRefused, match="claims these goods"):
        make_good(deliveryexception_id=trouble.pk, reason="Wanted", actor=SYSTEM)


def test_one_lost_unit_gives_up_no_parcel_and_all_of_them_do(label):
    first = claim_of(label, kind="lost", parcel_id=label.parcel_id)
    key = first.lines.get().order_line_id

    decide_claim(claim_id=first.pk, refund_units={key: 1}, actor=SYSTEM)

    assert (parcel_of(label).state, Order.objects.get(pk=label.order_id).lines.get().lost) == ("shipped", 0)


def test_a_parcel_sent_anew_is_counted_until_its_order_ends(label):
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="Trace ended", actor=SYSTEM)
    reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)

    new, order = Order.objects.get(original_order_id=label.order_id), Order.objects.get(pk=label.order_id)
    assert order.lines.get().sent_anew == 2
    assert [row.units for row in refundable_lines(order)] == [0]

    cancel_order(order_id=new.pk, actor=SYSTEM, reason="No stock.")
    follow_reship(order_id=new.pk)
    follow_reship(order_id=new.pk)
    assert order.lines.get().sent_anew == 0
    assert DeliveryException.objects.filter(parcel=label.parcel, kind="lost", resolved_at=None).count() == 1
    refund_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)

    reinstate_order(order_id=new.pk, actor=SYSTEM, reason="A mistake.")
    follow_reship(order_id=new.pk)
    assert Order.objects.get(pk=new.pk).state == "canceled"
    assert order.lines.get().sent_anew == 0


def test_a_reship_canceled_and_asked_for_again_is_another_order(label):
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="Trace ended", actor=SYSTEM)
    first = reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)
    cancel_order(order_id=first.pk, actor=SYSTEM, reason="No stock.")
    follow_reship(order_id=first.pk)

    second = reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)

    assert second.pk != first.pk
    assert Order.objects.get(pk=label.order_id).lines.get().sent_anew == 2
