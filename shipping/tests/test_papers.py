"""Our own label is read back by a scanner's eyes; customs papers say what is in the parcel."""

import pypdfium2
import pytest
import zxingcpp
from django.contrib.auth.models import Permission
from django.urls import reverse
from stdnum import ean, gs1_128

from accounts.models import User
from core.errors import Misconfigured
from customers.models import Address
from fulfillment.tests.factories import packed_parcel
from shipping.models import ParcelMark
from shipping.papers.gs1 import sscc_of
from shipping.papers.parcel_label import ParcelLabel, as_pdf, as_zpl
from shipping.selectors.handover import label_by_code
from shipping.services.marking import mark_parcel
from shipping.tests.carriers.parcels import CUSTOMER, HOUSE
from shipping.tests.factories import labeled_parcel


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def symbols_on(pdf: bytes, *, dpi: int = 203) -> list[zxingcpp.Barcode]:
    """What a scanner reads from the page as a label printer draws it."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return zxingcpp.read_barcodes(page.render(scale=dpi / 72, grayscale=True).to_pil())


def a_label(**more) -> ParcelLabel:
    told = {"sscc": sscc_of(4711, prefix="4012345"), "parcel": "P-1001", "order": "2026-000123"}
    return ParcelLabel(**{**told, "shipper": HOUSE, "recipient": CUSTOMER, **more})


@pytest.mark.parametrize("prefix", ["4012345", "40123456", "401234567", "4012345678", ""])
def test_an_sscc_has_18_digits_the_companys_prefix_and_a_right_check_digit(prefix):
    number = sscc_of(4711, prefix=prefix)

    assert len(number) == 18
    assert number[1:].startswith(prefix or "0000000")
    assert ean.calc_check_digit(number[:-1]) == number[-1]
    assert gs1_128.info(f"00{number}") == {"00": number}


def test_no_two_parcels_have_the_same_sscc():
    assert len({sscc_of(serial, prefix="4012345678") for serial in range(1, 5000)}) == 4999


@pytest.mark.parametrize("prefix", ["123456", "12345678901", "40a2345"])
def test_a_prefix_that_is_none_is_refused(prefix):
    with pytest.raises(Misconfigured, match="GS1_COMPANY_PREFIX"):
        sscc_of(1, prefix=prefix)


def test_numbers_that_are_used_up_are_said_and_not_given_twice():
    sscc_of(9_999_999, prefix="4012345678")
    with pytest.raises(Misconfigured, match="All numbers"):
        sscc_of(10_000_000, prefix="4012345678")


def test_a_scanner_reads_sscc_and_order_as_gs1_128():
    label = a_label()

    read = {barcode.text: barcode for barcode in symbols_on(as_pdf(label))}

    assert {barcode.symbology_identifier for barcode in read.values()} == {"]C1"}
    assert {code.replace("(", "").replace(")", "") for code in read} == {f"00{label.sscc}", "4002026-000123"}


def test_without_fnc1_it_would_be_no_gs1_128(monkeypatch):
    """The negative control: the function character is what makes a GS1-128 of a Code 128."""
    monkeypatch.setattr("shipping.papers.gs1.FNC1", "")

    assert {barcode.symbology_identifier for barcode in symbols_on(as_pdf(a_label()))} == {"]C0"}


def test_the_zpl_has_fnc1_in_both_symbols_and_no_command_of_a_customers():
    evil = type(CUSTOMER)(**{**vars(CUSTOMER), "name": "^XZ~JA Jürgen"})
    zpl = as_zpl(a_label(recipient=evil)).decode()

    assert zpl.startswith("^XA")
    assert zpl.endswith("^XZ")
    assert zpl.count("^XZ") == 1
    assert "~" not in zpl
    assert "J_C3_BCrgen" in zpl
    assert f"^FD>;>800{a_label().sscc}^FS" in zpl
    assert "^FD>:>8400" in zpl


@pytest.mark.django_db
def test_a_parcel_keeps_its_number_and_is_found_by_it_at_the_truck(shop, carrier):
    label = labeled_parcel(shop)

    mark = mark_parcel(parcel_id=label.parcel_id)

    assert mark_parcel(parcel_id=label.parcel_id) == mark
    assert ParcelMark.objects.count() == 1
    for scanned in (mark.sscc, f"00{mark.sscc}", f"]C100{mark.sscc}"):
        assert label_by_code(scanned) == label


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.django_db
def test_the_label_is_printed_as_pdf_and_zpl(shop, office):
    parcel = packed_parcel(shop)

    pdf = office.post(reverse("shipping:parcel_label", args=[parcel.pk, "pdf"]))
    zpl = office.post(reverse("shipping:parcel_label", args=[parcel.pk, "zpl"]))

    assert pdf.content.startswith(b"%PDF")
    assert ParcelMark.objects.get(parcel=parcel).sscc in zpl.content.decode()
    assert pdf.headers["Cache-Control"] == "private, no-store"
    assert office.post(reverse("shipping:parcel_label", args=[parcel.pk, "exe"])).status_code == 404


@pytest.mark.django_db
def test_a_picker_prints_the_papers_of_their_warehouse_and_of_no_other(shop, client):
    parcel = packed_parcel(shop)
    Address.objects.update(country="CH")
    picker = User.objects.create_user("picker", password="x")
    picker.user_permissions.set(Permission.objects.filter(codename__in=["view_shippinglabel", "view_parcel"]))
    client.force_login(picker)

    answers = []
    for warehouse in (shop.warehouses[1], parcel.fulfillment_order.warehouse):
        picker.warehouses.all().delete()
        warehouse.members.create(user=picker)
        papers = (("parcel_label", "pdf"), ("customs_paper", "cn22"))
        answers.append([client.post(reverse(f"shipping:{name}", args=[parcel.pk, form])) for name, form in papers])

    assert [[answer.status_code for answer in of_one] for of_one in answers] == [[404, 404], [200, 200]]


@pytest.mark.django_db
def test_customs_papers_name_goods_codes_origin_and_value(shop, office):
    parcel = packed_parcel(shop, {0: 2})
    Address.objects.update(country="CH")

    for paper, title in (("invoice", "Commercial invoice"), ("cn22", "CN 22")):
        answer = office.post(reverse("shipping:customs_paper", args=[parcel.pk, paper]))
        words = text_of(answer.content)
        for part in (title, "691200", "DE", shop.skus[0].code, "20.00", "Sale of goods"):
            assert part in words


@pytest.mark.django_db
def test_a_parcel_that_stays_inside_has_no_customs_papers(shop, office):
    parcel = packed_parcel(shop)

    assert office.post(reverse("shipping:customs_paper", args=[parcel.pk, "cn22"])).status_code == 404
