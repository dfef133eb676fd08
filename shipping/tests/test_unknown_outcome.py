"""Purchases that nobody answered, from a carrier that cannot be asked by key: at most one, settled by a person."""

import base64
from decimal import Decimal

import pytest

from core import faults
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import NotPermitted
from core.models import Alert, Effect
from customers.models import Address
from fulfillment.statuses import ParcelState
from fulfillment.tests.factories import packed_parcel
from inventory.models import Warehouse
from shipping import purchasing
from shipping.models import CarrierAccount, ShippingLabel
from shipping.services.credentials import keep_credentials
from shipping.services.labels import request_label, retry_label
from shipping.services.settling import settle_as_bought, settle_as_not_bought
from shipping.statuses import LabelState
from shipping.tests.carriers.parcels import let_in, secrets_of
from shipping.tests.carriers.standin import Running
from shipping.tests.factories import drain_again, parcel_of, reread

pytestmark = pytest.mark.django_db
SHIP = "/shipments/v2409/ship"


def sold(number: str = "1Z999AA10123456784") -> dict:
    paper = base64.b64encode(b"^XA^FDlabel^FS^XZ").decode()
    package = {
        "TrackingNumber": number, "ShippingLabel": {"ImageFormat": {"Code": "ZPL"}, "GraphicImage": paper},
    }  # fmt: skip
    charges = {"TotalCharges": {"CurrencyCode": "USD", "MonetaryValue": "12.34"}}
    results = {"ShipmentIdentificationNumber": number, "PackageResults": [package], "ShipmentCharges": charges}
    return {"ShipmentResponse": {"ShipmentResults": results}}


@pytest.fixture
def ups(shop):
    """UPS is the only carrier; its place is taken by a stand-in."""
    CarrierAccount.objects.update(is_active=False)
    Warehouse.objects.update(country="US", postal_code="94107", region="CA", city="San Francisco")
    Address.objects.update(country="US", postal_code="90277", region="CA", city="Redondo Beach")
    with Running() as standin:
        let_in(standin)
        account = CarrierAccount.objects.create(
            code="ups-1", name="UPS", carrier="ups", services={"standard": ["ups_ground"]},
            options={"base_url": standin.url, "account_country_code": "US", "label_type": "ZPL"},
        )  # fmt: skip
        keep_credentials(carrieraccount_id=account.pk, credentials=secrets_of("ups"), actor=SYSTEM)
        yield standin


def asked_for(shop) -> ShippingLabel:
    parcel = packed_parcel(shop)
    Address.objects.update(country="US", postal_code="90277", region="CA", city="Redondo Beach")
    drain()
    return ShippingLabel.objects.select_related("parcel").get(parcel=parcel)


def test_a_label_is_bought_with_number_price_paper_and_the_last_day_to_give_it_back(shop, ups):
    ups.answer("POST", SHIP, sold())

    label = asked_for(shop)

    assert (label.error, label.state) == ("", LabelState.PURCHASED)
    assert (label.tracking_number, label.cost, label.currency) == ("1Z999AA10123456784", Decimal("12.34"), "USD")
    assert label.service == "ups_ground"
    assert label.sent_at is None
    assert label.void_until is not None
    assert bytes(label.documents.get(format="zpl").content) == b"^XA^FDlabel^FS^XZ"


def test_a_lost_answer_is_never_asked_again_and_waits_for_a_person(shop, ups):
    ups.answer("POST", SHIP, hangs_up=True)

    label = asked_for(shop)
    drain_again()
    request_label(parcel_id=label.parcel_id)
    drain_again()

    assert len(ups.to(SHIP)) == 1
    label = reread(label)
    assert label.state == LabelState.UNKNOWN
    assert "did not answer" in label.error
    assert parcel_of(label).state == ParcelState.LABEL_FAILED


@pytest.mark.parametrize("point", ["label.before_call", "label.after_call"])
def test_a_worker_that_dies_around_the_call_leaves_it_to_a_person(shop, ups, point):
    ups.answer("POST", SHIP, sold())
    faults.arm(point, faults._limited(point, faults._raise, 1))

    label = asked_for(shop)
    drain_again()

    assert len(ups.to(SHIP)) == (1 if point == "label.after_call" else 0)
    assert reread(label).state == LabelState.UNKNOWN


def test_without_the_note_before_the_call_the_label_is_bought_twice(shop, ups, monkeypatch):
    """The negative control: what keeps it from being bought again is what was written down before."""
    monkeypatch.setattr(purchasing.settling, "record_label_sent", lambda *, label_id: True)
    ups.answer("POST", SHIP, sold())
    faults.arm("label.after_call", faults._limited("label.after_call", faults._raise, 1))

    asked_for(shop)
    drain_again()

    assert len(ups.to(SHIP)) == 2


def test_what_never_reached_the_carrier_is_sent_again(shop, ups):
    ups.answer("POST", "/oauth", hangs_up=True, left=1)
    ups.answer("POST", SHIP, sold())

    label = asked_for(shop)
    assert (label.state, label.sent_at) == (LabelState.REQUESTED, None)
    drain_again()

    assert reread(label).state == LabelState.PURCHASED
    assert len(ups.to(SHIP)) == 1


def test_wrong_credentials_stop_the_effect_with_an_alert_and_nothing_is_sold(shop, ups):
    ups.answer("POST", "/oauth", {"response": {"errors": [{"code": "10401", "message": "Bad"}]}}, status=401)

    label = asked_for(shop)

    assert (label.state, label.sent_at) == (LabelState.REQUESTED, None)
    assert Effect.objects.get(task="shipping.tasks.buy_label").state == "dead"
    assert Alert.objects.exists()
    assert all("client_secret-of-ups" not in effect.last_error for effect in Effect.objects.all())


def unknown_label(shop, ups) -> ShippingLabel:
    ups.answer("POST", SHIP, hangs_up=True, left=1)
    return asked_for(shop)


def test_a_person_who_finds_it_types_its_number_and_the_parcel_goes_on(shop, ups):
    label = unknown_label(shop, ups)

    settle_as_bought(
        shippinglabel_id=label.pk, tracking_number=" 1ZFOUND ", cost=Decimal("9.90"), currency="USD", actor=SYSTEM
    )

    label = reread(label)
    assert (label.state, label.tracking_number, label.cost) == (LabelState.PURCHASED, "1ZFOUND", Decimal("9.90"))
    assert parcel_of(label).state == ParcelState.LABELED
    assert label.void_until is not None


def test_a_person_who_finds_none_lets_it_be_bought_under_a_key_of_its_own(shop, ups):
    label = unknown_label(shop, ups)
    key = label.purchase_key

    settle_as_not_bought(shippinglabel_id=label.pk, reason="not in the portal", actor=SYSTEM)
    ups.answer("POST", SHIP, sold())
    retry_label(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()

    label = reread(label)
    assert label.state == LabelState.PURCHASED
    assert label.purchase_key != key
    assert len(ups.to(SHIP)) == 2


def test_settling_needs_a_right(shop, ups):
    label = unknown_label(shop, ups)
    nobody = Actor(kind="user", reference="1")

    with pytest.raises(NotPermitted):
        settle_as_not_bought(shippinglabel_id=label.pk, reason="x", actor=nobody)
    with pytest.raises(NotPermitted):
        settle_as_bought(shippinglabel_id=label.pk, tracking_number="1", cost=None, currency="", actor=nobody)
