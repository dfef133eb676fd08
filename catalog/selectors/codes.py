"""What a scanner read: a SKU's own code, a barcode, or GS1 element strings with lot and expiry.

Source of the element strings: GS1 General Specifications, application identifiers 01, 02, 10, 15, 17, 21, 30 and 37.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from stdnum import gs1_128
from stdnum.exceptions import ValidationError

from catalog.models import SKU, Barcode

# Function 1 between elements of variable length, as scanners send it.
FNC1 = "\x1d"
# How a scanner may name the symbology before the data: GS1-128, GS1 DataMatrix, GS1 QR, GS1 DataBar.
_SYMBOLOGY = re.compile(r"^\](?:C1|d2|Q3|e0)")
_ELEMENTS = re.compile(r"^\((?:01|02)\)|^(?:01|02)\d{14}")
_GTIN = re.compile(r"^\d{8}$|^\d{12,14}$")


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """``text`` as it was scanned, and what it says; empty, None or 0 for what it says nothing of."""

    text: str
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    expires_on: datetime.date | None = None
    units: int = 0


def read_code(scanned: str) -> ScannedCode:
    """What a scanned text says. What is no sound element string is taken as it stands; it never raises."""
    text = scanned.strip()
    data = _SYMBOLOGY.sub("", text).lstrip(FNC1)
    if _ELEMENTS.match(data):
        try:
            return _from_elements(text, gs1_128.info(data, separator=FNC1))
        except ValidationError:
            return ScannedCode(text)
    return ScannedCode(text, gtin=data if _GTIN.match(data) else "")


def _from_elements(text: str, elements: dict[str, object]) -> ScannedCode:
    expires = elements.get("17") or elements.get("15")
    return ScannedCode(
        text,
        gtin=str(elements.get("01") or elements.get("02") or ""),
        lot=str(elements.get("10") or ""),
        serial=str(elements.get("21") or ""),
        expires_on=expires if isinstance(expires, datetime.date) else None,
        units=int(str(elements.get("37") or elements.get("30") or 0)),
    )


def means_one_of(code: ScannedCode, skus: Iterable[SKU]) -> set[int]:
    """Keys of those SKUs that the code means: by their own code, or by one of their barcodes. At most one query."""
    every = list(skus)
    own = {sku.pk for sku in every if sku.code.casefold() == code.text.casefold()}
    if own:
        return own
    return set(Barcode.objects.filter(sku__in=every, code__in=names_of(code)).values_list("sku_id", flat=True))


def names_of(code: ScannedCode) -> list[str]:
    """All ways in which the code may be written on a barcode of ours: as scanned, and its GTIN of 8, 12, 13 or 14."""
    names = [code.text]
    if code.gtin:
        full = code.gtin.zfill(14)
        names += [full[14 - length :] for length in (14, 13, 12, 8) if not full[: 14 - length].strip("0")]
    return list(dict.fromkeys(names))
