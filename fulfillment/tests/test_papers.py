"""What is written on our papers can be read, whatever script a name is written in."""

import json
import os
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings

from core.lettering import UNKNOWN
from customers.models import Address
from fulfillment.documents import packing_slip, pick_list
from fulfillment.tests.factories import packed_parcel
from orders.models import OrderLine

SHARED = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
NAUGHTY = SHARED / "naughty-strings" / "blns.json"


def text_of(paper: bytes) -> str:
    document = pypdfium2.PdfDocument(paper)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.fixture
def parcel(shop):
    return packed_parcel(shop)


def write(parcel, *, name="Ada", line1="Street 1", goods="Mug"):
    Address.objects.filter(pk=parcel.fulfillment_order.order.shipping_address.pk).update(name=name, line1=line1)
    OrderLine.objects.filter(order=parcel.fulfillment_order.order).update(name=goods)
    return type(parcel).objects.get(pk=parcel.pk)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Łukasz Đặng",
        "Ελένη Παπαδοπούλου",
        "Екатерина Щукина",
        "Նարինե",
        "ნინო",
        "田中さくら",
        "김민준",
        "张伟",
        "🙂",
    ],
)
def test_a_name_can_be_read_on_the_packing_slip(parcel, name):
    parcel = write(parcel, name=name, goods=f"<b>{name} & more")

    text = text_of(packing_slip(parcel))

    assert (UNKNOWN if name == "🙂" else name) in text
    assert "<b>" in text
    assert "& more" in text
    assert "<b>" in text_of(pick_list(parcel.fulfillment_order.batch))


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared data set is not here")
def test_every_naughty_string_is_printed(parcel):
    texts = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if "\x00" not in text]

    printed = 0
    for some in batched(texts, 3):
        name, line1, goods = (*some, "x", "x")[:3]
        found = text_of(packing_slip(write(parcel, name=name[:160], line1=line1[:160], goods=goods[:160])))
        assert parcel.number in found
        for text in some:
            if is_plain(text):
                assert "".join(text[:40].split()) in "".join(found.split()), text
                printed += 1
    assert printed > 250


def batched(texts, size):
    return [texts[start : start + size] for start in range(0, len(texts), size)]


def is_plain(text):
    """Written as it is typed: no letters of other fonts, no spaces that a line would lose."""
    start = text[:40]
    return start.isascii() and start.isprintable() and start.strip() == start
