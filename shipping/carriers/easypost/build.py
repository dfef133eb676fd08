"""Our words into EasyPost's: ounces and inches."""

from typing import Any

from shipping.carriers.contract import Customs, ParcelSize, Place, Shipment

GRAMS_PER_OUNCE, MM_PER_INCH = 28.349523125, 25.4
_REASONS = {"sale": "merchandise", "gift": "gift", "sample": "sample", "return": "returned_goods"}


def place(where: Place) -> dict[str, Any]:
    return {
        "name": where.name, "company": where.company or None, "street1": where.line1, "street2": where.line2 or None,
        "city": where.city, "state": where.region or None, "zip": where.postal_code, "country": where.country,
        "phone": where.phone or None,
    }  # fmt: skip


def parcel(size: ParcelSize) -> dict[str, float]:
    lengths = {"length": size.length_mm, "width": size.width_mm, "height": size.height_mm}
    measured = {name: round(length / MM_PER_INCH, 2) for name, length in lengths.items() if length}
    return {"weight": round(size.weight_grams / GRAMS_PER_OUNCE, 2), **measured}


def shipment(wanted: Shipment, *, reference: str) -> dict[str, Any]:
    """``reference`` is our key: the shipment is found by it again."""
    options: dict[str, Any] = {"label_format": "PDF", "print_custom_1": wanted.reference}
    if wanted.requires_signature:
        options["delivery_confirmation"] = "SIGNATURE"
    elif wanted.leave_at_door:
        options["delivery_confirmation"] = "NO_SIGNATURE"
    if words := wanted.driver_words:
        options["handling_instructions"] = words[:100]
    told: dict[str, Any] = {
        "from_address": place(wanted.shipper), "to_address": place(wanted.recipient), "parcel": parcel(wanted.parcel),
        "options": options, "reference": reference,
    }  # fmt: skip
    if wanted.customs is not None:
        told["customs_info"] = customs(wanted.customs)
    return {"shipment": told}


def customs(declared: Customs) -> dict[str, Any]:
    return {
        "contents_type": _REASONS.get(declared.reason, "other"), "contents_explanation": declared.reason,
        "restriction_type": "none", "non_delivery_option": "return", "customs_certify": True,
        "customs_items": [
            {
                "description": item.description[:100], "quantity": item.quantity, "hs_tariff_number": item.hs_code,
                "value": float(item.value * item.quantity), "currency": declared.currency,
                "origin_country": item.origin,
                "weight": round(item.weight_grams * item.quantity / GRAMS_PER_OUNCE, 2), "code": item.sku,
            }
            for item in declared.items
        ],
    }  # fmt: skip
