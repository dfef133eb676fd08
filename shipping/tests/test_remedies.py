"""Lost and returned parcels: the goods anew or the money, never both, each once; claims in time."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import SKU
from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted, OmsError
from core.models import Event
from fulfillment.models import Parcel
from inventory.models import StockLevel
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.placing import place_orders
from payments.models import Payment, Refund
from payments.services.receiving import record_payment_received
from shipping.errors import ClaimRefused
from shipping.models import CarrierClaim, DeliveryException, Remedy, ShippingLabel
from shipping.services.claims import file_claim, record_claim_paid, record_claim_refused
from shipping.services.exceptions import declare_lost, open_exception
from shipping.services.remedies import ask_for_address, begin_reship, refund_parcel, reship_parcel
from shipping.tests.factories import handed_over

pytestmark = pytest.mark.django_db
REP = Actor(
    kind="user", reference="7", rights=frozenset({"shipping.reship_parcel", "shipping.file_claim"})
)  # fmt: skip


def lost(shop, units=None, **options) -> tuple[ShippingLabel, DeliveryException]:
    label = handed_over(shop, units or {0: 2}, **options)
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="Trace ended", actor=SYSTEM)
    return label, trouble


def paid_by_transfer(label: ShippingLabel) -> None:
    order = Order.objects.get(pk=label.order_id)
    payment = Payment.objects.create(
        number="P-1", order=order, tender=order.tenders.get(), position=1, kind="transfer", currency=order.currency,
        amount=order.total,
    )  # fmt: skip
    record_payment_received(
        payment_id=payment.pk, amount=payment.amount, reference="bank-1", actor=SYSTEM
    )  # fmt: skip


def test_a_lost_parcel_is_sent_anew_once_for_nothing_in_an_order_of_its_own(shop, carrier):
    label, trouble = lost(shop)
    new = reship_parcel(deliveryexception_id=trouble.pk, reason="Customer wants it", actor=REP)
    again = reship_parcel(deliveryexception_id=trouble.pk, reason="Customer wants it", actor=SYSTEM)

    first = Order.objects.get(pk=label.order_id)
    assert (again.pk, Order.objects.count()) == (new.pk, 2)
    assert (new.original_order, new.total, new.shipping_address) == (first, 0, first.shipping_address)
    assert [(line.sku, line.ordered) for line in new.lines.all()] == [(first.lines.get().sku, 2)]
    assert Remedy.objects.get().reference == new.number
    told = Event.objects.get(order_id=first.pk, name="shipping.parcel_reshipped")
    assert (told.actor, told.data["new_order_id"]) == ("user:7", new.pk)


def test_goods_that_are_not_there_leave_no_remedy_behind(shop, carrier):
    label, trouble = lost(shop, {0: 8})
    SKU.objects.filter(pk=label.order.lines.get().sku_id).update(backorder_limit=0)
    StockLevel.objects.update(on_hand=0)

    with pytest.raises(OmsError):
        reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)
    assert not Remedy.objects.exists()
    assert Order.objects.count() == 1
    assert label.order.lines.get().sent_anew == 0


def test_a_reship_that_a_dead_process_left_halfway_goes_on_with_one_order(shop, carrier):
    _, trouble = lost(shop)
    wanted = begin_reship(deliveryexception_id=trouble.pk, actor=SYSTEM)
    (placed,) = place_orders([wanted], actor=SYSTEM)
    with pytest.raises(MoveRefused, match="sent anew"):
        refund_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)

    new = reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=REP)

    assert (new.pk, Remedy.objects.get().reference) == (placed.order_id, new.number)
    assert Order.objects.count() == 2


def test_a_parcel_that_may_still_arrive_is_not_made_good(shop, carrier):
    label = handed_over(shop)
    trouble = open_exception(parcel_id=label.parcel_id, kind="silent")

    with pytest.raises(MoveRefused, match="is shipped"):
        reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)
    with pytest.raises(MoveRefused, match="is shipped"):
        refund_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)


def test_money_for_a_lost_parcel_is_granted_once_and_goods_are_refused_after_it(shop, carrier):
    label, trouble = lost(shop, tenders=[TenderRequest(kind="transfer")])
    paid_by_transfer(label)
    refund = refund_parcel(deliveryexception_id=trouble.pk, reason="Lost", actor=SYSTEM)
    refund_parcel(deliveryexception_id=trouble.pk, reason="Lost", actor=SYSTEM)

    line = label.order.lines.get()
    assert Refund.objects.get().amount == line.amount + line.tax_amount
    assert (refund.cause_kind, refund.cause_reference) == ("parcel", label.parcel.number)
    with pytest.raises(MoveRefused, match=f"the money was given back: {refund.number}"):
        reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)


def test_goods_sent_anew_are_not_paid_back_as_well(shop, carrier):
    _, trouble = lost(shop)
    new = reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)

    with pytest.raises(MoveRefused, match=f"it was sent anew: {new.number}"):
        refund_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)


def test_without_the_right_nothing_is_sent_anew(shop, carrier):
    _, trouble = lost(shop)

    with pytest.raises(NotPermitted):
        reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=Actor(kind="user", reference="1"))


def test_the_customer_is_asked_for_the_address_once(shop, carrier):
    label = handed_over(shop)
    trouble = open_exception(parcel_id=label.parcel_id, kind="address_unknown")
    ask_for_address(deliveryexception_id=trouble.pk, actor=SYSTEM)
    ask_for_address(deliveryexception_id=trouble.pk, actor=SYSTEM)

    assert Event.objects.filter(order_id=label.order_id, name="shipping.address_asked").count() == 1


def test_a_claim_is_filed_once_with_its_deadline_and_its_answer_written_down_once(shop, carrier):
    label, trouble = lost(shop)
    claim = file_claim(deliveryexception_id=trouble.pk, amount=Decimal(20), reference="C-1", actor=REP)
    assert file_claim(deliveryexception_id=trouble.pk, amount=Decimal(99), actor=REP).amount == 20
    shipped_at = Parcel.objects.get(pk=label.parcel_id).shipped_at
    assert (claim.account, claim.deadline_at) == (label.account, shipped_at + timedelta(days=30))

    with pytest.raises(InvalidInput):
        record_claim_paid(carrierclaim_id=claim.pk, amount=Decimal(0), actor=REP)
    record_claim_paid(carrierclaim_id=claim.pk, amount=Decimal("18.50"), actor=REP)

    with pytest.raises(ClaimRefused, match="is paid already"):
        record_claim_refused(carrierclaim_id=claim.pk, reason="No", actor=REP)
    assert CarrierClaim.objects.get().paid_amount == Decimal("18.50")


def test_after_the_deadline_no_claim_is_filed(shop, carrier):
    _, trouble = lost(shop)

    with pytest.raises(ClaimRefused, match="took claims until"):
        file_claim(
            deliveryexception_id=trouble.pk, amount=Decimal(20), actor=SYSTEM, now=timezone.now() + timedelta(days=31)
        )
    assert not CarrierClaim.objects.exists()
