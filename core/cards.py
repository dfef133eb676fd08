"""Card numbers have no place in this house: they are found wherever text comes in, and refused or masked.

A card number is 14 to 19 digits in a range that card brands issue, of the length that the range has, that pass
Luhn's check. Source: ISO/IEC 7812-1 (check digit), the brands' published ranges. What only looks alike is left alone:
the ranges keep out GTIN-13, phone numbers with a plus and most numbers of carriers and shops.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stdnum import ean, luhn

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
# Groups of digits; not inside a longer number, not after a plus (phone numbers) and not a decimal.
_RUN = re.compile(rf"(?<![\d_+])(?<!\d[.,])\d+(?:{_GAP}\d+)*(?![\d_])")
_GROUP = re.compile(r"\d+")
# How a number is written that other digits stand beside, its expiry or its code: as on the card, or in one piece.
_GROUPINGS = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4)}
_SHORTEST, _LONGEST = 14, 19
# One or two letters beside it: an IBAN, a parcel's number. More are a word that the number was typed up to.
_WORD_BEFORE, _WORD_AFTER, _WORD = re.compile(r"\w+\Z"), re.compile(r"\w+"), re.compile(r"[^\W\d_]{3,}")
# Order numbers of a large marketplace: 3-7-7.
_MARKETPLACE = re.compile(r"\d{3}-\d{7}-\d{7}")

# A day between an amount and an hour: 30.00 2026-11-26 15:58.
_DAY = re.compile(r"(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?\.\d\d?\.(?:19|20)\d\d)(?!\d)")


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where in ``text`` card numbers stand."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            last = next((last for last in _ends(groups, first) if _is_one(text, groups[first][0], groups[last][1])), -1)
            if last >= 0:
                yield groups[first][0], groups[last][1]
            first = max(first, last) + 1


def _ends(groups: Sequence[tuple[int, int]], first: int) -> Iterator[int]:
    """The groups with which a number that begins at ``first`` may end, the whole run before all others."""
    sizes = [end - start for start, end in groups[first:]]
    whole = len(groups) - 1
    if first == 0 and _SHORTEST <= sum(sizes) <= _LONGEST:
        yield whole
    for last in range(first, min(first + 5, len(groups))):
        size = tuple(sizes[: last - first + 1])
        if size in _GROUPINGS or (len(size) == 1 and _SHORTEST <= size[0] <= _LONGEST):
            yield last


def _is_one(text: str, start: int, end: int) -> bool:
    """Fourteen digits without a gap are more often a GTIN-14, or a shop's number of something in an address."""
    found = text[start:end]
    if _MARKETPLACE.fullmatch(found) or _DAY.search(found) or not _stands_alone(text, start, end):
        return False
    number = "".join(str(int(sign)) for sign in found if sign.isdecimal())
    if len(found) == _SHORTEST and (ean.is_valid(number) or text[:start].endswith(("/", "="))):
        return False
    return is_card_number(number)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letters touch the number, or only those of a word."""
    before, after = _WORD_BEFORE.search(text[max(0, start - 40) : start]), _WORD_AFTER.match(text, end)
    return all(_WORD.fullmatch(each[0]) for each in (before, after) if each is not None)


def is_card_number(number: str) -> bool:
    """Whether the digits could be on a card."""
    known = any(len(number) in lengths and int(number[: len(str(r.start))]) in r for r, lengths in RANGES)
    return known and luhn.is_valid(number)


def mask_cards(text: str, dots: str = "…") -> str:
    """The same text with every card number but its last four digits gone: ``…1111``."""
    parts, last = [], 0
    for start, end in card_numbers(text):
        tail = "".join(sign for sign in text[start:end] if sign.isdecimal())[-4:]
        parts += [text[last:start], dots, tail]
        last = end
    return "".join([*parts, text[last:]]) if parts else text


def mask_bytes(raw: bytes, dots: str = "…") -> bytes:
    """The same bytes; only where a card number stands in them they differ."""
    text = raw.decode("utf-8", errors="surrogateescape")
    masked = mask_cards(text, dots)
    return raw if masked == text else masked.encode("utf-8", errors="surrogateescape")


def mask_deeply(value: Any, name: str = "") -> Any:
    """The same JSON value with card numbers masked, in texts, names and numbers; numbers named as keys stay."""
    if isinstance(value, str):
        return mask_cards(value)
    if isinstance(value, Mapping):
        return {mask_deeply(key): mask_deeply(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask_deeply(each, name) for each in value]
    if is_number(value) and not is_key(name) and has_card(str(value)):
        return mask_cards(str(value))
    return value


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_key(name: str) -> bool:
    """Whether a number of that name is another system's key of a row."""
    return name in ("id", "ids") or name.endswith(("_id", "_ids"))


def has_card(text: str) -> bool:
    return next(card_numbers(text), None) is not None


def field_with_card(value: Any, path: str = "", name: str = "") -> str | None:
    """The path of the first field of a JSON value that holds a card number (``lines[0].note``); None without one."""
    if isinstance(value, Mapping):
        if any(has_card(str(key)) for key in value):
            return path or "body"
        parts = [(each, f"{path}.{key}" if path else str(key), str(key)) for key, each in value.items()]
    elif isinstance(value, list | tuple):
        parts = [(each, f"{path}[{number}]", name) for number, each in enumerate(value)]
    else:
        is_told = isinstance(value, str) or (is_number(value) and not is_key(name))
        return (path or "body") if is_told and has_card(str(value)) else None
    return next((found for part in parts if (found := field_with_card(*part)) is not None), None)
