"""Signatures shown inside the office's pages."""

import base64

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shipping.models import ProofOfDelivery


def signature_picture(proof: ProofOfDelivery) -> SafeString:
    if not proof.signature_png:
        return format_html('<span class="oms-muted">{}</span>', "None was asked for.")
    picture = base64.b64encode(bytes(proof.signature_png)).decode()
    return format_html(
        '<img alt="Signature of {}" src="data:image/png;base64,{}" style="background:#fff;padding:4px">',
        proof.signed_by, picture,
    )  # fmt: skip
