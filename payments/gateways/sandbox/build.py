"""Our instructions as the sandbox gateway's requests. Source: docs/how/simulators.md."""

from decimal import Decimal
from typing import Any

from core.money import exponent
from payments.gateways.contract import Instruction
from payments.statuses import TransactionKind


def amount_text(amount: Decimal, currency: str) -> str:
    """The amount with exactly the digits of the currency, as the gateway wants it."""
    return f"{amount:.{exponent(currency)}f}"


def request_of(instruction: Instruction) -> tuple[str, dict[str, Any]]:
    """Path and body of the call."""
    amount = amount_text(instruction.amount, instruction.currency)
    if instruction.kind == TransactionKind.AUTHORIZATION:
        body = {
            "amount": amount,
            "currency": instruction.currency,
            "token": instruction.token,
            "reference": instruction.reference,
        }
        if instruction.return_url:
            body["return_url"] = instruction.return_url
        if instruction.billing_country:
            body["billing_country"] = instruction.billing_country
        return "/v1/authorizations", body
    if instruction.kind == TransactionKind.CAPTURE:
        return f"/v1/authorizations/{instruction.target}/captures", {"amount": amount}
    if instruction.kind == TransactionKind.VOID:
        return f"/v1/authorizations/{instruction.target}/voids", {"amount": amount}
    return f"/v1/captures/{instruction.target}/refunds", {"amount": amount}
