"""Signatures shown inside the office's pages."""

import base64

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shipping.models import ProofOfDelivery


def signature_picture(proof: ProofOfDelivery) -> SafeString:
    if not proof.signature_png:
        return format_html('<span class="oms-muted">{}</span>', "None was sent.")
    return picture(bytes(proof.signature_png), f"Signature of {proof.signed_by}")


def photo_picture(proof: ProofOfDelivery) -> SafeString:
    if not proof.photo:
        return format_html('<span class="oms-muted">{}</span>', "None was sent.")
    return picture(bytes(proof.photo), "Where the parcel was left")


def picture(content: bytes, alt: str) -> SafeString:
    """Browsers look at the content of a picture, not at what it is called: JPEG and PNG are both shown."""
    encoded = base64.b64encode(content).decode()
    return format_html(
        '<img alt="{}" src="data:image/png;base64,{}" class="oms-proof">', alt, encoded,
    )  # fmt: skip
