"""Our words into the simulated carrier's."""

from textwrap import shorten
from typing import Any

from shipping.carriers.contract import ParcelSize, PickupWish, Place, Shipment

# Source: docs/how/simulators.md, the carrier's labels.
INSTRUCTIONS_LENGTH = 70


def place(where: Place) -> dict[str, str]:
    return {
        "name": where.name,
        "company": where.company,
        "line1": where.line1,
        "line2": where.line2,
        "city": where.city,
        "state": where.region,
        "postal_code": where.postal_code,
        "country": where.country,
        "phone": where.phone,
    }


def parcel(size: ParcelSize) -> dict[str, int]:
    """Sizes nobody measured are left out: the carrier then counts the weight alone."""
    lengths = {"length_mm": size.length_mm, "width_mm": size.width_mm, "height_mm": size.height_mm}
    return {"weight_grams": size.weight_grams, **{name: length for name, length in lengths.items() if length}}


def rates(shipment: Shipment) -> dict[str, Any]:
    return {
        "shipper": place(shipment.shipper),
        "recipient": place(shipment.recipient),
        "parcels": [parcel(shipment.parcel)],
    }


def label(shipment: Shipment) -> dict[str, Any]:
    return {
        "service": shipment.service,
        "reference": shipment.reference,
        "shipper": place(shipment.shipper),
        "recipient": place(shipment.recipient),
        "parcel": parcel(shipment.parcel),
        "signature_required": shipment.requires_signature,
        "leave_at_door": shipment.leave_at_door,
        "instructions": shorten(shipment.instructions, INSTRUCTIONS_LENGTH, placeholder="…"),
        "formats": ["pdf", "zpl"],
    }


def pickup(wish: PickupWish) -> dict[str, Any]:
    return {
        "reference": wish.reference, "address": place(wish.place), "day": wish.day.isoformat(),
        "ready_at": f"{wish.ready_at:%H:%M}", "close_at": f"{wish.close_at:%H:%M}", "parcels": wish.parcels,
        "weight_grams": wish.weight_grams,
    }  # fmt: skip
