"""Labels as PDF and ZPL, drawn by karrio's offline generic carrier from our own layout."""

import base64
import re
from pathlib import Path
from typing import Any

from loguru import logger

logger.disable("karrio")

import karrio.sdk as karrio  # noqa: E402 (silenced first: it reports its start on stderr)

from simulators.http import Refused  # noqa: E402

SERVICES = {"standard": "Standard", "express": "Express", "expedited": "Expedited"}
# ZPL reads ^ and ~ as commands, XML has no control characters.
UNPRINTABLE = re.compile(r"[\^~\x00-\x1f\x7f\ufffe\uffff]")

GATEWAY = karrio.gateway["generic"].create(
    {
        "display_name": "SimCarrier",
        "custom_carrier_name": "simcarrier",
        "test_mode": True,
        "services": [
            {"service_name": name, "service_code": code, "currency": "EUR", "zones": [{"label": "all", "rate": 0.0}]}
            for code, name in SERVICES.items()
        ],
        "label_template": {
            "slug": "simcarrier",
            "template": Path(__file__).with_name("label.svg").read_text(),
        },
    }
)


def documents(wanted: dict[str, Any], *, tracking_number: str, formats: list[str]) -> dict[str, str | None]:
    """``pdf_base64`` and ``zpl`` of one parcel, None for a format not wanted."""
    drawn = {name: drawing(wanted, tracking_number, name.upper()) for name in formats}
    return {
        "pdf_base64": drawn.get("pdf"),
        "zpl": printer_text(drawn["zpl"]) if "zpl" in drawn else None,
    }


def drawing(wanted: dict[str, Any], tracking_number: str, label_type: str) -> str:
    """One label, base64. Raises Refused when karrio reports a problem."""
    payload = {
        "service": wanted["service"],
        "reference": printable(wanted.get("reference")),
        "shipper": address(wanted["shipper"]),
        "recipient": address(wanted["recipient"]),
        "parcels": [parcel(wanted["parcel"], tracking_number)],
        "options": {"signature_required": bool(wanted.get("signature_required"))},
        "label_type": label_type,
    }
    shipment, messages = karrio.Shipment.create(payload).from_(GATEWAY).parse()
    if shipment is None:
        raise Refused(422, "label_refused", "; ".join(str(message.message) for message in messages))
    return str(shipment.docs.label)


def address(given: dict[str, Any]) -> dict[str, str]:
    names = {
        "person_name": "name",
        "company_name": "company",
        "address_line1": "line1",
        "address_line2": "line2",
        "city": "city",
        "state_code": "state",
        "postal_code": "postal_code",
        "country_code": "country",
        "phone_number": "phone",
    }
    return {theirs: printable(given.get(ours)) for theirs, ours in names.items()}


def parcel(given: dict[str, Any], tracking_number: str) -> dict[str, Any]:
    return {
        "weight": given["weight_grams"] / 1000,
        "weight_unit": "KG",
        "length": (given.get("length_mm") or 100) / 10,
        "width": (given.get("width_mm") or 100) / 10,
        "height": (given.get("height_mm") or 100) / 10,
        "dimension_unit": "CM",
        "reference_number": tracking_number,
    }


def printable(value: object) -> str:
    return UNPRINTABLE.sub(" ", str(value or ""))


def printer_text(encoded: str) -> str:
    """The ZPL as text, switched to UTF-8, without the fields that stayed empty."""
    text = base64.b64decode(encoded).decode()
    fields = [part for part in text.split("\n\n") if not part.endswith(("^FDNone^FS", "^FD^FS"))]
    return "\n".join(fields).replace("^XA", "^XA\n^CI28", 1)
