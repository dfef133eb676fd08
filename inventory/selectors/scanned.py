"""What a scanner read, as goods: a SKU's own code, a barcode, or a GS1-128 label with lot, expiry and serial.

*Source:* GS1 General Specifications, application identifiers 01, 10, 15, 17 and 21.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stdnum import gs1_128
from stdnum.exceptions import ValidationError

from catalog.models import SKU, Barcode

FNC1 = "\x1d"
# How scanners that cannot send a control character write it.
FNC1_WRITTEN = ("{GS}", "<GS>", "␝")
_SYMBOLOGY = re.compile(r"^\](C1|e0|d2|Q3)")
_BRACKETED = re.compile(r"\((\d{2,4})\)")
# Best before (15) ends a lot's life as use by (17) does: no customer is sent goods past either.
EXPIRES = ("17", "15")


@dataclass(frozen=True, slots=True)
class Label:
    """One reading. ``item`` is what names the goods; the rest is empty where the label does not say it."""

    item: str
    lot: str = ""
    serial: str = ""
    expires_on: date | None = None

    @property
    def spellings(self) -> list[str]:
        """The codes under which the goods may be known: a GTIN-14 also as GTIN-13, 12 and 8."""
        digits = self.item
        if not (digits.isdecimal() and digits.isascii() and len(digits) == 14):
            return [digits]
        return [digits, *(digits[cut:] for cut in (1, 2, 6) if not digits[:cut].strip("0"))]


def label_of(code: str) -> Label:
    """The reading as a label; whatever is no GS1-128 with a GTIN stands for itself."""
    text = code.strip()
    parts = _gs1_parts(text)
    if "01" not in parts:
        return Label(text)
    days = [_as_day(parts[key]) for key in EXPIRES if key in parts]
    return Label(
        str(parts["01"]), lot=str(parts.get("10", ""))[:40], serial=str(parts.get("21", ""))[:40],
        expires_on=next((day for day in days if day), None),
    )  # fmt: skip


def sku_of(label: Label) -> SKU | None:
    """The SKU that the label names, by its own code or a barcode; one query."""
    if not label.item or "\x00" in label.item:
        return None
    by_code = SKU.objects.filter(code__in=[label.item, label.item.upper(), label.item.lower()]).values("pk")
    by_barcode = Barcode.objects.filter(code__in=label.spellings).values("sku_id")
    # A union, so that both indexes are used; one query.
    return SKU.objects.filter(pk__in=by_code.union(by_barcode)).order_by("pk").first()


def _gs1_parts(text: str) -> dict[str, Any]:
    bare = _SYMBOLOGY.sub("", text)
    for written in FNC1_WRITTEN:
        bare = bare.replace(written, FNC1)
    spread = _BRACKETED.sub(rf"{FNC1}\1", bare)
    # A plain GTIN may begin with the digits of an identifier: only a label that tells its GTIN is one.
    if not spread.lstrip(FNC1).startswith("01"):
        return {}
    try:
        return gs1_128.info(spread, separator=FNC1)
    except (ValidationError, ValueError):
        return {}


def _as_day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def skus_named(sku_ids: Iterable[int]) -> dict[int, SKU]:
    """SKUs by key; one query."""
    return SKU.objects.in_bulk(set(sku_ids))
