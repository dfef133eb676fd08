"""Across a border a label needs what customs ask for, before any carrier is asked."""

import pytest

from catalog.models import SKU
from core.actors import SYSTEM
from core.effects import drain
from customers.models import Address
from fulfillment.statuses import ParcelState
from fulfillment.tests.factories import packed_parcel
from shipping.carriers.karrio import build
from shipping.carriers.karrio.makes import MAKES
from shipping.models import ShippingLabel
from shipping.selectors.customs import crosses_border
from shipping.selectors.instructions import parcel_shipment
from shipping.services.labels import retry_label
from shipping.statuses import LabelState
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
