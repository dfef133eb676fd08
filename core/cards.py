"""Card numbers have no place in this house: they are found wherever text comes in, and refused or masked.

A card number is 14 to 19 digits in a range that card brands issue, of the length that the range has, that pass
Luhn's check. Source: ISO/IEC 7812-1 (check digit), the brands' published ranges. What only looks alike is left alone:
the ranges keep out GTIN-13, phone numbers with a plus and most numbers of carriers and shops.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.errors import InvalidInput

SENTENCE = "This looks like a card number. Take it out: cards are paid by link or by token, never typed in here."
# First digits and lengths. The old 13-digit numbers are not issued any more; GTIN-13 looks like them.
RANGES: Sequence[tuple[range, Sequence[int]]] = (
    (range(4, 5), (16, 19)),  # Visa
    (range(51, 56), (16,)),  # Mastercard
    (range(2221, 2721), (16,)),
    (range(34, 35), (15,)),  # American Express
    (range(37, 38), (15,)),
    (range(300, 306), (14, 16)),  # Diners Club
    (range(36, 37), (14, 16)),
    (range(38, 40), (14, 16)),
    (range(3528, 3590), (16, 19)),  # JCB
    (range(6011, 6012), (16, 19)),  # Discover
    (range(644, 650), (16, 19)),
    (range(65, 66), (16, 19)),
    (range(62, 63), (16, 17, 18, 19)),  # UnionPay
    (range(6759, 6764), (16, 18, 19)),  # Maestro
)
_GAP = r"[ \-.\u00a0\u2009\u202f\u2010-\u2015]"
# Not inside a longer number or word, not after a plus (phone numbers) and not a decimal.
_CANDIDATE = re.compile(rf"(?<![\w+])(?<!\d[.,])\d(?:{_GAP}?\d){{13,18}}(?!{_GAP}?\d|\w)")
# Order numbers of a large marketplace: 3-7-7.
_MARKETPLACE = re.compile(r"\d{3}-\d{7}-\d{7}")
_GTIN = 14


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where in ``text`` card numbers stand."""
    for found in _CANDIDATE.finditer(text):
        if _MARKETPLACE.fullmatch(found[0]):
            continue
        digits = [int(sign) for sign in found[0] if sign.isdecimal()]
        if is_card_number(digits) and not (len(digits) == _GTIN and len(found[0]) == _GTIN and _is_gtin(digits)):
            yield found.span()


def is_card_number(digits: Sequence[int]) -> bool:
    """Whether the digits could be on a card."""
    number = "".join(map(str, digits))
    known = any(len(digits) in lengths and int(number[: len(str(r.start))]) in r for r, lengths in RANGES)
    return known and _luhn(digits)


def mask_cards(text: str) -> str:
    """The same text with every card number but its last four digits gone: ``…1111``."""
    parts, last = [], 0
    for start, end in card_numbers(text):
        tail = "".join(sign for sign in text[start:end] if sign.isdecimal())[-4:]
        parts += [text[last:start], "…", tail]
        last = end
    return "".join([*parts, text[last:]]) if parts else text


def mask_bytes(raw: bytes) -> bytes:
    """The same bytes; only where a card number stands in them they differ."""
    text = raw.decode("utf-8", errors="surrogateescape")
    masked = mask_cards(text)
    return raw if masked == text else masked.encode("utf-8", errors="surrogateescape")


def mask_deeply(value: Any) -> Any:
    """The same JSON value with card numbers masked, in texts, names and numbers."""
    if isinstance(value, str):
        return mask_cards(value)
    if isinstance(value, Mapping):
        return {mask_deeply(name): mask_deeply(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask_deeply(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and has_card(str(value)):
        return mask_cards(str(value))
    return value


def has_card(text: str) -> bool:
    return next(card_numbers(text), None) is not None


def field_with_card(value: Any, path: str = "") -> str | None:
    """The path of the first field of a JSON value that holds a card number (``lines.0.note``); None without one."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if has_card(str(name)):
                return path or "body"
            if (found := field_with_card(each, f"{path}.{name}" if path else str(name))) is not None:
                return found
        return None
    if isinstance(value, list | tuple):
        paths = (field_with_card(each, f"{path}.{nr}" if path else str(nr)) for nr, each in enumerate(value))
        return next((found for found in paths if found is not None), None)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return (path or "body") if has_card(str(value)) else None


def refuse_cards(value: Any) -> None:
    """Raises InvalidInput naming the field when a card number stands in a text or a JSON value."""
    field = field_with_card(value)
    if field is not None:
        raise InvalidInput(SENTENCE, field=field)


def _luhn(digits: Sequence[int]) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def _is_gtin(digits: Sequence[int]) -> bool:
    """Whether the last digit is the check digit of a GTIN. Source: GS1 General Specifications, 7.9."""
    total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0
