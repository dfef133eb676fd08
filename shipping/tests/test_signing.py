"""A signature that was asked for: the order is not finished without it, and proof is kept."""

from datetime import UTC, datetime

import pytest

from core.actors import SYSTEM
from core.errors import InvalidInput, MoveRefused
from orders.errors import FileRefused
from orders.lifecycle import signatures_are_there
from orders.models import Order
from shipping.carriers.contract import TrackingUpdate
from shipping.models import DeliveryException, ProofOfDelivery, Remedy, ShippingLabel
from shipping.services.exceptions import declare_lost, open_exception, resolve_exception
from shipping.services.signing import add_signature
from shipping.services.tracking import record_tracking
from shipping.statuses import TrackingStatus
from shipping.tests.factories import handed_over, parcel_of

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000002000154a24f5d"
    "0000000049454e44ae426082"
)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def deliver(label: ShippingLabel, event: str = "d", **told) -> None:
    update = TrackingUpdate(
        source_event_id=event, tracking_number=label.tracking_number, status=TrackingStatus.DELIVERED,
        raw_status="delivered", at=AT, **told,
    )  # fmt: skip
    record_tracking(label_id=label.pk, updates=[update])


def blockers(label: ShippingLabel) -> list[str]:
    return [one.code for one in signatures_are_there.find(Order.objects.get(pk=label.order_id))]


def test_delivered_without_the_signature_the_order_is_not_finished_until_it_is_added(shop, carrier):
    label = handed_over(shop, requires_signature=True)
    deliver(label, photo=PNG)
    trouble = DeliveryException.objects.get()
    assert (trouble.kind, blockers(label)) == ("signature_missing", ["signature_missing"])
    assert bytes(ProofOfDelivery.objects.get().photo) == PNG
    with pytest.raises(MoveRefused, match="not finished without the signature"):
        resolve_exception(deliveryexception_id=trouble.pk, reason="Never mind", actor=SYSTEM)

    add_signature(deliveryexception_id=trouble.pk, signed_by="A. Lovelace", picture=PNG, actor=SYSTEM)

    trouble.refresh_from_db()
    assert (trouble.resolution, blockers(label)) == ("The signature is there.", [])
    assert ProofOfDelivery.objects.get().kept_by == "system"


def test_a_signature_that_comes_later_by_the_carrier_ends_it_too(shop, carrier):
    label = handed_over(shop, requires_signature=True)
    deliver(label)
    deliver(label, "d2", signed_by="Ada", signature_png=PNG)

    assert (blockers(label), ProofOfDelivery.objects.get().signed_by) == ([], "Ada")
    assert not DeliveryException.objects.filter(resolved_at=None).exists()


def test_nobody_asks_for_a_signature_that_was_not_wanted(shop, carrier):
    label = handed_over(shop)
    deliver(label)

    assert (blockers(label), DeliveryException.objects.count()) == ([], 0)
    assert parcel_of(label).delivered_at == AT


@pytest.mark.parametrize(("name", "picture"), [(" ", PNG), ("Ada", b"<script>")])
def test_a_proof_without_a_name_or_that_is_no_picture_is_refused(shop, carrier, name, picture):
    label = handed_over(shop, requires_signature=True)
    deliver(label)

    with pytest.raises((InvalidInput, FileRefused)):
        add_signature(
            deliveryexception_id=DeliveryException.objects.get().pk, signed_by=name, picture=picture, actor=SYSTEM
        )
    assert blockers(label) == ["signature_missing"]


def test_a_parcel_that_arrives_after_it_was_made_good_is_told_to_a_person(shop, carrier):
    label = handed_over(shop)
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="gone", actor=SYSTEM)
    Remedy.objects.create(parcel_id=label.parcel_id, kind="reship", reference="O-9", made_by="system")
    deliver(label)

    assert DeliveryException.objects.get(resolved_at=None).kind == "found"
