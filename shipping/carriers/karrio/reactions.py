"""What karrio's messages mean for us. It returns them, whatever went wrong; we raise by what is to be done."""

from collections.abc import Sequence
from typing import Any, NoReturn

import httpx

from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import CarrierRefused
from shipping.carriers.karrio.makes import Make
from shipping.carriers.karrio.wire import Wire

# karrio's own codes for what it refuses before it asks the carrier.
_OWN_REFUSALS = frozenset(
    {
        "SHIPPING_SDK_FIELD_ERROR", "SHIPPING_SDK_ORIGIN_NOT_SERVICED_ERROR",
        "SHIPPING_SDK_DESTINATION_NOT_SERVICED_ERROR", "SHIPPING_SDK_NON_SUPPORTED_ERROR",
        "SHIPPING_SDK_MULTI_PARCEL_NOT_SUPPORTED_ERROR",
    }
)  # fmt: skip
_FORBIDDEN = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)


def ensure_came_through(messages: Sequence[Any], *, wire: Wire, make: Make) -> None:
    """Raises what kept the question from an answer: the wire, the credentials, or the carrier's own trouble."""
    if wire.failure is not None:
        raise wire.failure
    codes = {str(message.code) for message in messages}
    if wire.refused_token or wire.status in _FORBIDDEN or codes & make.wrong_credentials:
        raise Misconfigured(f"{make.name} refuses our credentials: {words_of(messages, wire)}", status=wire.status)
    if wire.status == httpx.codes.TOO_MANY_REQUESTS:
        raise Unavailable(f"{make.name} asks us to slow down.")
    if wire.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise OutcomeUnknown(f"{make.name} answered {wire.status}: {words_of(messages, wire)}", status=wire.status)


def refuse(messages: Sequence[Any], *, wire: Wire, make: Make) -> NoReturn:
    """There is no result. Raises CarrierRefused for a no, OutcomeUnknown for an answer that makes no sense."""
    errors = [message for message in messages if message.level in {None, "error"}] or list(messages)
    is_ours = any(str(message.code) in _OWN_REFUSALS for message in errors)
    if wire.sent and not is_ours and not _is_no(errors, wire, make):
        raise OutcomeUnknown(f"{make.name}'s answer makes no sense: {words_of(errors, wire)}", status=wire.status)
    code = str(errors[0].code or "") if errors else ""
    raise CarrierRefused(words_of(errors, wire), field=field_of(errors), carrier_code=code)


def _is_no(errors: Sequence[Any], wire: Wire, make: Make) -> bool:
    """The carrier's own no, by its status or its mark; not a stumble of the library over what may be a yes."""
    if httpx.codes.is_client_error(wire.status):
        return True
    is_marked = bool(make.refusal_mark) and make.refusal_mark in wire.answers[-1]
    return is_marked and bool(errors) and not any("SHIPPING_SDK" in str(error.code) for error in errors)


def words_of(messages: Sequence[Any], wire: Wire) -> str:
    told = [str(message.message or message.code) for message in messages if message.message or message.code]
    fields = ", ".join(f"{name}: {why}" for name, why in fields_of(messages).items())
    return "; ".join([*told, fields] if fields else told) or f"it gave no reason ({wire.status or 'no answer'})."


def fields_of(messages: Sequence[Any]) -> dict[str, str]:
    """What a message of karrio's own says about single fields."""
    found: dict[str, str] = {}
    for message in messages:
        if str(message.code) == "SHIPPING_SDK_FIELD_ERROR" and isinstance(message.details, dict):
            for name, told in message.details.items():
                found[str(name)] = str(told.get("message", told)) if isinstance(told, dict) else str(told)
    return found


def field_of(messages: Sequence[Any]) -> str:
    """The first field that was not liked, empty when nobody says."""
    named = next(iter(fields_of(messages)), "")
    if named:
        return named
    for message in messages:
        source = (message.details or {}).get("source") if isinstance(message.details, dict) else None
        if isinstance(source, dict) and source.get("parameter"):
            return str(source["parameter"])
    return ""
