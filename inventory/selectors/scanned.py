"""What a scanner read, as goods: a SKU's own code, a barcode, or a label with lot, expiry and serial."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalog.models import SKU, Barcode
from catalog.selectors.codes import names_of, read_code


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
        return names_of(read_code(self.item))


def label_of(code: str) -> Label:
    """The reading as a label; whatever tells no GTIN with its parts stands for itself."""
    read = read_code(code)
    return Label(read.item, lot=read.lot, serial=read.serial, expires_on=read.expires_on)


def sku_of(label: Label) -> SKU | None:
    """The SKU that the label names, by its own code or a barcode; one query."""
    if not label.item or "\x00" in label.item:
        return None
    by_code = SKU.objects.filter(code__in=[label.item, label.item.upper(), label.item.lower()]).values("pk")
    by_barcode = Barcode.objects.filter(code__in=label.spellings).values("sku_id")
    # A union, so that both indexes are used; one query.
    return SKU.objects.filter(pk__in=by_code.union(by_barcode)).order_by("pk").first()


def skus_named(sku_ids: Iterable[int]) -> dict[int, SKU]:
    """SKUs by key; one query."""
    return SKU.objects.in_bulk(set(sku_ids))
