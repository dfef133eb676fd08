"""Kinds of values: text that can be kept, amounts that lose nothing."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, PlainSerializer

# An amount is text with the currency's decimals, never a float.
Amount = Annotated[Decimal, PlainSerializer(lambda amount: format(amount, "f"), return_type=str)]

_MAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")


def _in_utc(moment: datetime) -> datetime:
    """The moment at an offset that PostgreSQL knows. Raises ValueError when no calendar has it there."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside every calendar; name a year from 2 to 9998.") from error


def _written_out(value: Any) -> Any:
    """The value itself. Raises ValueError for a number: seconds or milliseconds of whose clock, nobody could tell."""
    if _is_number(value):
        raise ValueError("is a number; write the moment out, such as 2024-01-31T09:00:00Z.")
    return value


def _is_number(value: Any) -> bool:
    """In any spelling, exponents and all."""
    try:
        float(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def storable(text: str) -> str:
    """The text itself. Raises ValueError when PostgreSQL could not keep it as it is."""
    if "\x00" in text:
        raise ValueError("contains a NUL character; remove it.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("contains half of a surrogate pair; send whole characters.")
    return text


def mail_address(text: str) -> str:
    """The e-mail address, or nothing. Raises ValueError for what no mail could be sent to."""
    if text and not _MAIL.fullmatch(text):
        raise ValueError("is not an e-mail address; leave it out, or give one such as ada@example.com.")
    return text


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
Text = Annotated[str, AfterValidator(storable)]
Mail = Annotated[Text, AfterValidator(mail_address)]


class Strict(Schema):
    """A misspelled field is told, not ignored."""

    model_config = ConfigDict(extra="forbid")
