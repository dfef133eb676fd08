"""Across a border a label needs what customs ask for, before any carrier is asked."""

import pytest

from catalog.models import SKU, Price
from core.actors import SYSTEM
from core.borders import crosses_border
from core.effects import drain
from customers.models import Address
from fulfillment.statuses import ParcelState
from fulfillment.tests.factories import packed_parcel
from orders.models import OrderLine
from shipping.carriers.easypost import build as easypost_build
from shipping.carriers.karrio import build
from shipping.carriers.karrio.makes import MAKES
from shipping.errors import CustomsIncomplete
from shipping.models import ShippingLabel
from shipping.selectors.customs import ensure_declared
from shipping.selectors.instructions import parcel_shipment
from shipping.services.labels import retry_label
from shipping.statuses import LabelState
from shipping.tests.carriers.parcels import a_parcel
from shipping.tests.factories import parcel_of, reread


@pytest.mark.parametrize(
    ("origin", "destination", "crosses"),
    [("DE", "DE", False), ("DE", "FR", False), ("DE", "CH", True), ("US", "CA", True),
     ("GB", "DE", True), ("DE", "", False)],
)  # fmt: skip
def test_what_crosses_a_border(origin, destination, crosses):
    assert crosses_border(origin, destination) is crosses


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "empty", "said"),
    [("hs_code", "", "has no HS code"), ("origin_country", "", "has no country of origin"),
     ("weight_grams", 0, "weight")],
)  # fmt: skip
def test_goods_without_their_data_are_refused_by_sku_and_field_before_the_carrier_is_asked(
    shop, carrier, field, empty, said
):
    parcel = packed_parcel(shop)
    Address.objects.update(country="CH")
    SKU.objects.update(**{field: empty})

    drain()

    label = ShippingLabel.objects.get(parcel=parcel)
    assert label.state == LabelState.FAILED
    assert said in label.error
    assert f"SKU {shop.skus[0].code}" in label.error
    assert label.error_field.startswith(f"{shop.skus[0].code}.")
    assert parcel_of(label).state == ParcelState.LABEL_FAILED
    assert carrier.truth("buy_label") == []


@pytest.mark.django_db
def test_once_the_data_are_there_the_label_is_bought(shop, carrier):
    packed_parcel(shop)
    Address.objects.update(country="CH")
    SKU.objects.update(hs_code="")
    drain()
    label = ShippingLabel.objects.get()

    SKU.objects.update(hs_code="691200")
    retry_label(shippinglabel_id=label.pk, actor=SYSTEM)
    drain()

    assert reread(label).state == LabelState.PURCHASED


@pytest.mark.django_db
def test_inside_the_union_nothing_is_declared(shop, carrier):
    packed_parcel(shop)
    Address.objects.update(country="FR")
    SKU.objects.update(hs_code="")

    drain()

    assert ShippingLabel.objects.get().state == LabelState.PURCHASED


@pytest.mark.django_db
def test_a_carrier_is_told_what_crosses(shop):
    parcel = packed_parcel(shop, {0: 2})
    Address.objects.update(country="CH")

    shipment, order = parcel_shipment(parcel.pk)
    told = build.label(shipment, MAKES["dhl_express"], label_type="PDF")["customs"]

    (item,) = told["commodities"]
    assert (item["sku"], item["quantity"], item["hs_code"], item["origin_country"]) == (
        shop.skus[0].code, 2, "691200", "DE",
    )  # fmt: skip
    assert (item["value_amount"], item["value_currency"], told["content_type"]) == (10.0, "EUR", "merchandise")
    assert (told["invoice"], told["duty"]["declared_value"]) == (order.number, 20.0)


@pytest.mark.django_db
def test_free_goods_are_declared_at_their_price_and_refused_in_words_where_there_is_none(shop):
    parcel = packed_parcel(shop)
    Address.objects.update(country="CH")
    OrderLine.objects.update(unit_price=0, list_price=None)
    shipment, _ = parcel_shipment(parcel.pk)
    assert shipment.customs.items[0].value == 10

    Price.objects.all().delete()
    shipment, _ = parcel_shipment(parcel.pk)
    with pytest.raises(
        CustomsIncomplete, match=r"value of free goods too.* Give it one in the order's channel"
    ) as told:
        ensure_declared(shipment.customs)
    assert told.value.context["field"] == f"{shop.skus[0].code}.value"


@pytest.mark.parametrize(("signed", "asked"), [(False, "NO_SIGNATURE_REQUIRED"), (True, "DIRECT")])
def test_a_parcel_to_be_left_at_the_door_says_so_unless_somebody_has_to_sign(signed, asked):
    wanted = a_parcel("fedex_ground", leave_at_door=True, requires_signature=signed, instructions="Ring twice")

    told = build.label(wanted, MAKES["fedex"], label_type="PDF")["options"]
    easypost = easypost_build.shipment(wanted, reference="k")["shipment"]["options"]

    assert told["fedex_signature_option"] == asked
    assert told["instructions"].startswith("Leave at the door. Ring twice") is not signed
    assert easypost["delivery_confirmation"] == ("SIGNATURE" if signed else "NO_SIGNATURE")
    assert ("Leave at the door." in easypost["handling_instructions"]) is not signed
    for make in MAKES.values():
        words = build.label(wanted, make, label_type="PDF")["options"]["instructions"]
        assert ("Leave at the door." in words) is not signed
