"""Our words into karrio's one vocabulary; karrio turns them into each carrier's."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from shipping.carriers.contract import Account, Customs, ParcelSize, PickupWish, Place, Shipment
from shipping.carriers.karrio.makes import Make

# The shortest of the four carriers' fields for it.
INSTRUCTIONS_LENGTH = 60
# Source: karrio's CustomsContentType, the words all carriers' codes are made of.
_REASONS = {
    "sale": "merchandise",
    "gift": "gift",
    "sample": "sample",
    "return": "return_merchandise",
    "repair": "other",
}


def settings(account: Account, make: Make, *, cache_name: str) -> dict[str, Any]:
    """What karrio calls a connection: credentials and options of one account."""
    options = {name: account.options[name] for name in make.options if name in account.options}
    known = (*make.credentials, *make.may_have)
    credentials = {name: account.credentials[name] for name in known if name in account.credentials}
    own = {"display_name": account.code, "custom_carrier_name": cache_name} if make.is_offline else {}
    return {
        "carrier_id": account.code, "test_mode": bool(account.options.get("test_mode")),
        **options, **credentials, **own,
    }  # fmt: skip


def place(where: Place) -> dict[str, Any]:
    return {
        "person_name": where.name, "company_name": where.company or None, "address_line1": where.line1,
        "address_line2": where.line2 or None, "city": where.city, "state_code": where.region or None,
        "postal_code": where.postal_code, "country_code": where.country, "phone_number": where.phone or None,
    }  # fmt: skip


def parcel(size: ParcelSize, *, reference: str) -> dict[str, Any]:
    """Kilograms and centimeters; lengths nobody measured are left out."""
    lengths = {"length": size.length_mm, "width": size.width_mm, "height": size.height_mm}
    measured = {name: length / 10 for name, length in lengths.items() if length}
    return {
        "weight": size.weight_grams / 1000, "weight_unit": "KG", "dimension_unit": "CM", **measured,
        "reference_number": reference, "packaging_type": "your_packaging",
    }  # fmt: skip


def rates(shipment: Shipment) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "shipper": place(shipment.shipper), "recipient": place(shipment.recipient),
        "parcels": [parcel(shipment.parcel, reference=shipment.reference)], "reference": shipment.reference,
        "services": [],
    }  # fmt: skip
    if shipment.customs is not None:
        wanted["customs"] = customs(shipment.customs)
    return wanted


def label(shipment: Shipment, make: Make, *, label_type: str) -> dict[str, Any]:
    return {
        **rates(shipment), "service": shipment.service, "label_type": label_type,
        "options": options(shipment, make), "payment": {"paid_by": "sender"},
    }  # fmt: skip


def options(shipment: Shipment, make: Make) -> dict[str, Any]:
    """A signature goes before a parcel left at the door; the driver reads of the door too, whoever the carrier is."""
    if shipment.requires_signature:
        wanted: dict[str, Any] = dict(make.signature)
    else:
        wanted = dict(make.at_door) if shipment.leave_at_door else {}
    if words := shipment.driver_words:
        wanted["instructions"] = shorten(words, INSTRUCTIONS_LENGTH, placeholder="…")
    return wanted


def customs(declared: Customs) -> dict[str, Any]:
    value = sum(item.value * item.quantity for item in declared.items)
    return {
        "commodities": [
            {
                "sku": item.sku, "title": item.description[:35], "description": item.description[:35],
                "quantity": item.quantity, "hs_code": item.hs_code, "origin_country": item.origin,
                "value_amount": float(item.value), "value_currency": declared.currency,
                "weight": item.weight_grams / 1000, "weight_unit": "KG",
            }
            for item in declared.items
        ],
        "content_type": _REASONS.get(declared.reason, "other"),
        "content_description": declared.items[0].description[:35],
        "invoice": declared.invoice, "certify": True, "commercial_invoice": True, "incoterm": "DAP",
        "duty": {"paid_by": "recipient", "currency": declared.currency, "declared_value": float(value)},
    }  # fmt: skip


def manifest(numbers: list[str], *, shipper: Place, reference: str) -> Mapping[str, Any]:
    return {"shipment_identifiers": numbers, "address": place(shipper), "reference": reference}


def pickup(wish: PickupWish) -> dict[str, Any]:
    return {
        "pickup_date": wish.day.isoformat(), "ready_time": f"{wish.ready_at:%H:%M}",
        "closing_time": f"{wish.close_at:%H:%M}", "address": place(wish.place), "parcels_count": wish.parcels,
        "parcels": [{"weight": wish.weight_grams / wish.parcels / 1000, "weight_unit": "KG"}] * wish.parcels,
        "instruction": wish.reference,
    }  # fmt: skip


def pickup_cancel(confirmation: str, wish: PickupWish) -> dict[str, Any]:
    return {
        "confirmation_number": confirmation, "pickup_date": wish.day.isoformat(), "address": place(wish.place),
        "reason": "Not needed",
    }  # fmt: skip
