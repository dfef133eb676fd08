"""What happens to a parcel after the hand-over, step by step, and what may go wrong on the way."""

import base64
import io
import random
from typing import Any

from PIL import Image, ImageDraw

HAPPY = ("picked_up", "in_transit", "out_for_delivery", "delivered")
TROUBLED = {
    "address_unknown": ("picked_up", "in_transit", "address_unknown"),
    "damaged": ("picked_up", "in_transit", "damaged"),
    "lost": ("picked_up", "in_transit", "lost"),
    "returned_to_sender": ("picked_up", "in_transit", "out_for_delivery", "delivery_refused", "returned_to_sender"),
    "weather_delay": ("picked_up", "in_transit", "weather_delay", "out_for_delivery", "delivered"),
}
DESCRIPTIONS = {
    "picked_up": "Picked up from the sender",
    "in_transit": "On the way to the destination",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
    "address_unknown": "The address could not be found",
    "damaged": "The parcel is damaged",
    "lost": "The parcel cannot be located",
    "delivery_refused": "The recipient refused the parcel",
    "returned_to_sender": "Returned to the sender",
    "weather_delay": "Delayed by the weather",
}
STATUSES = {*HAPPY, "returned_to_sender"}


def plan_for(label: dict[str, Any], *, kind: str | None) -> list[str]:
    """The codes this parcel will go through; ``kind`` names the trouble, None is none."""
    return list(TROUBLED[kind] if kind else HAPPY)


def event_at(label: dict[str, Any], code: str, *, sequence: int, at: str) -> dict[str, Any]:
    """One tracking event; a signed delivery carries the name and a picture of the signature."""
    event = {
        "tracking_number": label["tracking_number"],
        "reference": label["reference"],
        "status": code if code in STATUSES else "exception",
        "code": code,
        "description": DESCRIPTIONS[code],
        "at": at,
        "location": location(label, code),
        "sequence": sequence,
    }
    if code == "delivered" and label["signature_required"]:
        name = label["recipient"].get("name") or label["recipient"]["company"]
        event |= {"signed_by": name, "signature_png_base64": signature_picture(name)}
    return event


def location(label: dict[str, Any], code: str) -> str:
    if code in {"picked_up", "returned_to_sender"}:
        return f"{label['shipper']['city']}, {label['shipper']['country']}"
    if code in {"in_transit", "weather_delay", "damaged", "lost"}:
        return f"Hub {label['recipient']['country']}"
    return f"{label['recipient']['city']}, {label['recipient']['country']}"


def signature_picture(name: str) -> str:
    """A scribble that is always the same for the same name: a PNG, base64."""
    pen = random.Random(name)
    image = Image.new("1", (120, 40), 1)
    points = [(10 + 100 * step / 12, pen.uniform(6, 34)) for step in range(13)]
    ImageDraw.Draw(image).line(points, fill=0, width=2, joint="curve")
    png = io.BytesIO()
    image.save(png, "PNG")
    return base64.b64encode(png.getvalue()).decode()
