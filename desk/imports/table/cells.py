"""A workbook's cell as the text a person sees in it, or the reason why it has none."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# What a spreadsheet can hold; digits beyond are zeros it made up.
DIGITS = 15
_ZEROS = re.compile(r"^0{2,30}$")
# How workbooks write characters that XML cannot hold, such as _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MIDNIGHT = dt.time(0)


def text_of(cell: Any) -> str:
    """The value as text: numbers without exponent, dates as ISO 8601, numbers shown as 00123 with their zeros."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))


def flaw_of(cell: Any) -> str:
    """Why the cell cannot be used, empty when it can."""
    if cell.data_type == "f":
        return "holds a formula; copy the column and paste it as values"
    if cell.data_type == "e":
        return f"holds the error {str(cell.value)[:20]}"
    if isinstance(cell.value, int | float) and abs(cell.value) >= 10**DIGITS:
        return f"is a number of more than {DIGITS} digits, of which a workbook keeps only {DIGITS}; format it as text"
    found = text_of(cell)
    if ILLEGAL_CHARACTERS_RE.search(found) or any("\ud800" <= one <= "\udfff" for one in found):
        return "contains a character that cannot be kept; remove it"
    return ""


def _number(value: float, number_format: str) -> str:
    text = format(Decimal(format(value, f".{DIGITS}g")), "f")
    return text.zfill(len(number_format)) if _ZEROS.match(number_format) and text.isdecimal() else text
