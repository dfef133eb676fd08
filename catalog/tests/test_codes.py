"""What scanners send, read by its parts. Elements and check digits follow the GS1 General Specifications."""

import datetime

import pytest

from catalog.models import Barcode
from catalog.selectors.codes import means_one_of, names_of, read_code, sku_of
from catalog.tests.factories import SkuFactory

GTIN = "09521234543213"


@pytest.mark.parametrize(
    "scanned",
    [
        f"]C101{GTIN}17261231" + "10ABC123",
        f"01{GTIN}10ABC123" + chr(29) + "17261231",
        "]d2" + chr(29) + f"01{GTIN}17261231" + "10ABC123",
        f"(01){GTIN}(17)261231(10)ABC123",
    ],
)
def test_lot_and_expiry_are_read_from_element_strings(scanned):
    code = read_code(scanned)

    assert (code.gtin, code.lot, code.expires_on) == (GTIN, "ABC123", datetime.date(2026, 12, 31))


def test_serial_and_count_are_read():
    code = read_code(f"(02){GTIN}(37)24")
    assert (code.gtin, code.units) == (GTIN, 24)
    assert read_code(f"(01){GTIN}(21)S-7").serial == "S-7"


@pytest.mark.parametrize("scanned", ["TEA-1", "", "01", f"01{GTIN[:-1]}9", "(01)no", "]C1", "10ABC", chr(29)])
def test_what_is_no_sound_element_string_is_taken_as_it_stands(scanned):
    code = read_code(scanned)

    assert (code.text, code.lot, code.serial, code.units) == (scanned.strip(), "", "", 0)


def test_a_gtin_fits_in_each_of_its_lengths():
    assert names_of(read_code("4006381333931")) == ["4006381333931", "04006381333931"]
    assert "4006381333931" in names_of(read_code("(01)04006381333931"))
    assert "036000291452" in names_of(read_code("0036000291452"))
    assert "96385074" in names_of(read_code("00000096385074"))


@pytest.mark.django_db
def test_one_query_tells_which_of_many_goods_a_code_means(django_assert_num_queries):
    tea, milk = SkuFactory(code="TEA-1"), SkuFactory(code="MILK-1")
    Barcode.objects.create(sku=milk, code="4006381333931")

    with django_assert_num_queries(1):
        assert means_one_of(read_code("(01)04006381333931(10)L7"), [tea, milk]) == {milk.pk}
    with django_assert_num_queries(0):
        assert means_one_of(read_code("TEA-1"), [tea, milk]) == {tea.pk}
    with django_assert_num_queries(1):
        assert means_one_of(read_code("tea-1"), [tea, milk]) == {tea.pk}
    assert means_one_of(read_code("4006381333931"), [tea]) == set()


@pytest.mark.django_db
def test_a_skus_own_code_goes_before_a_barcode_of_another_in_either_case_and_for_all_who_ask():
    tea, milk = SkuFactory(code="Tea-1"), SkuFactory(code="MILK-1")
    Barcode.objects.create(sku=milk, code="TEA-1")
    for scanned in ("Tea-1", "TEA-1", "tea-1"):
        code = read_code(scanned)

        assert sku_of(code) == tea
        assert means_one_of(code, [tea, milk]) == {tea.pk}
        assert means_one_of(code, [milk]) == set()


@pytest.mark.django_db
def test_of_two_codes_that_differ_in_case_the_very_one_is_meant():
    lower, upper = SkuFactory(code="tea-1"), SkuFactory(code="TEA-1")

    assert [sku_of(read_code(scanned)) for scanned in ("TEA-1", "tea-1")] == [upper, lower]
    assert means_one_of(read_code("TEA-1"), [lower, upper]) == {upper.pk}
    assert means_one_of(read_code("TEA-1"), [lower]) == set()


@pytest.mark.django_db
def test_a_code_with_a_nul_is_read_without_it():
    tea = SkuFactory(code="TEA-1")

    assert sku_of(read_code("TEA\x00-1")) == tea
    assert sku_of(read_code("\x00")) is None
