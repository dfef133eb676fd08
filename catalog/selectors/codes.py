"""What a scanner read: a SKU's own code, a barcode, or GS1 element strings with lot and expiry.

Source of the element strings: GS1 General Specifications, application identifiers 01, 02, 10, 15, 17, 21, 30 and 37.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, When
from django.db.models.functions import Upper
from stdnum import gs1_128
from stdnum.exceptions import ValidationError

from catalog.models import SKU, Barcode

# Function 1 between elements of variable length, as scanners send it.
FNC1 = "\x1d"
# How scanners that cannot send a control character write it.
FNC1_WRITTEN = ("{GS}", "<GS>", "␝")
# How a scanner may name the symbology before the data: GS1-128, GS1 DataMatrix, GS1 QR, GS1 DataBar.
_SYMBOLOGY = re.compile(r"^\](?:C1|d2|Q3|e0)")
_BRACKETED = re.compile(r"\((\d{2,4})\)")
# A plain GTIN may begin with the digits of an identifier: only a label that tells its GTIN in full is one.
_ELEMENTS = re.compile(r"^(?:01|02)\d{14}")
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
    is_label: bool = False

    @property
    def item(self) -> str:
        """What names the goods: the GTIN of a label, else the text itself."""
        return self.gtin if self.is_label else self.text


def read_code(scanned: str) -> ScannedCode:
    """What a scanned text says. What is no sound element string is taken as it stands; it never raises."""
    # No code of ours has a NUL, and the database takes none.
    text = scanned.replace("\x00", "").strip()
    data = _SYMBOLOGY.sub("", text)
    for written in FNC1_WRITTEN:
        data = data.replace(written, FNC1)
    data = _BRACKETED.sub(rf"{FNC1}\1", data).lstrip(FNC1)
    if _ELEMENTS.match(data):
        try:
            return _from_elements(text, gs1_128.info(data, separator=FNC1))
        except (ValidationError, ValueError):
            return ScannedCode(text)
    return ScannedCode(text, gtin=text if _GTIN.match(text) else "")


def _from_elements(text: str, elements: Mapping[str, object]) -> ScannedCode:
    # Best before (15) ends a lot's life as use by (17) does: no customer is sent goods past either.
    expires = elements.get("17") or elements.get("15")
    return ScannedCode(
        text,
        gtin=str(elements.get("01") or elements.get("02") or ""),
        lot=str(elements.get("10") or "")[:40],
        serial=str(elements.get("21") or "")[:40],
        expires_on=_as_day(expires),
        units=int(str(elements.get("37") or elements.get("30") or 0)),
        is_label=True,
    )


def _as_day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else None


def means_one_of(code: ScannedCode, skus: Iterable[SKU]) -> set[int]:
    """The key of the SKU that the code means, if it is one of these; asked of the database unless it is their code."""
    every = list(skus)
    very = {sku.pk for sku in every if sku.code == code.text}
    if very:
        return very
    meant = sku_of(code)
    return {meant.pk} & {sku.pk for sku in every} if meant else set()


def sku_of(code: ScannedCode) -> SKU | None:
    """The SKU that the code means: the one of that very code, else in another case, else by a barcode; one query."""
    if not code.text:
        return None
    names = names_of(code)
    own = [name.upper() for name in names]
    by_code = SKU.objects.alias(upper=Upper("code")).filter(upper__in=own).values("pk")
    by_barcode = Barcode.objects.filter(code__in=names).values("sku_id")
    # A union, so that both indexes are used; one query.
    meant = SKU.objects.alias(upper=Upper("code")).filter(pk__in=by_code.union(by_barcode))
    rank = Case(When(code__in=names, then=0), When(upper__in=own, then=1), default=2)
    return meant.order_by(rank, "pk").first()


def names_of(code: ScannedCode) -> list[str]:
    """All ways in which the code may be written on a barcode of ours: as scanned, and its GTIN of 8, 12, 13 or 14."""
    names = [code.text]
    if code.gtin:
        full = code.gtin.zfill(14)
        names += [full[14 - length :] for length in (14, 13, 12, 8) if not full[: 14 - length].strip("0")]
    return list(dict.fromkeys(names))
