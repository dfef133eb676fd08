"""Our instructions as Stripe's requests."""

from typing import Any

from stripe.params import PaymentIntentCaptureParams, PaymentIntentCreateParams, RefundCreateParams

from payments.gateways.contract import Instruction
from payments.gateways.stripe.money import units_of
from payments.gateways.stripe.notes import AUTHORIZED_BY, ORDER, note_for

CHARGE = "latest_charge"


def creation(instruction: Instruction, *, method: str, customer: str) -> PaymentIntentCreateParams:
    """An authorization: confirmed at once, captured by hand, in parts where the card allows it."""
    wanted: PaymentIntentCreateParams = {
        "amount": units_of(instruction.amount, instruction.currency),
        "currency": instruction.currency.lower(),
        "capture_method": "manual",
        "confirm": True,
        "payment_method_types": ["card"],
        "payment_method_options": {"card": {"request_multicapture": "if_available"}},
        "description": f"Order {instruction.reference}",
        "metadata": {AUTHORIZED_BY: instruction.key, ORDER: instruction.reference},
        "expand": [CHARGE],
    }
    if method.startswith("tok_"):
        address: Any = {"address": {"country": instruction.billing_country}} if instruction.billing_country else {}
        data: Any = {"type": "card", "card": {"token": method}, "billing_details": address}
        wanted["payment_method_data"] = data
    else:
        wanted["payment_method"] = method
    if customer:
        wanted["customer"] = customer
    if instruction.return_url:
        wanted["return_url"] = instruction.return_url
    return wanted


def capturing(instruction: Instruction, *, is_in_parts: bool) -> PaymentIntentCaptureParams:
    """A capture; the rest stays reserved where the card allows that."""
    wanted: PaymentIntentCaptureParams = {
        "amount_to_capture": units_of(instruction.amount, instruction.currency),
        "metadata": note_for(instruction),
        "expand": [CHARGE],
    }
    if is_in_parts:
        wanted["final_capture"] = False
    return wanted


def refunding(instruction: Instruction) -> RefundCreateParams:
    """A refund of a capture, whose reference is its charge and our key."""
    return {
        "charge": instruction.target.partition(":")[0],
        "amount": units_of(instruction.amount, instruction.currency),
        "metadata": {AUTHORIZED_BY: instruction.key, ORDER: instruction.reference},
    }
