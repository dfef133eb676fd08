"""Labels as scanners send them."""

from datetime import date

import pytest

from catalog.models import Barcode
from catalog.selectors.codes import ScannedCode, read_code, sku_of
from catalog.tests.factories import SkuFactory

FULL = ("09521234543213", "L7", "", date(2027, 12, 31))


def told(code: ScannedCode) -> tuple[str, str, str, date | None]:
    return code.item, code.lot, code.serial, code.expires_on


@pytest.mark.parametrize(
    "code",
    [
        "(01)09521234543213(17)271231(10)L7", "(01)09521234543213(10)L7(17)271231", "010952123454321317271231" + "10L7",
        "010952123454321310L7\x1d17271231", "]C1010952123454321310L7\x1d17271231", "010952123454321310L7{GS}17271200",
        "(01)09521234543213(15)271231(10)L7",
    ],
)  # fmt: skip
def test_a_gs1_128_label_tells_gtin_lot_and_day_however_it_is_sent(code):
    assert told(read_code(code)) == FULL


def test_a_serial_is_read():
    assert read_code("(01)09521234543213(21)S-1").serial == "S-1"


@pytest.mark.parametrize("code", ["SKU-1", "4006381333931", "A-01", "01-02-03", "01", "", "0195212345432", "(10)L7"])
def test_what_is_no_gs1_128_with_a_gtin_stands_for_itself(code):
    assert told(read_code(f" {code} ")) == (code, "", "", None)


def test_a_gtin_with_a_wrong_check_digit_is_no_label():
    assert read_code("(01)09521234543214(10)L7").lot == ""


@pytest.mark.django_db
def test_goods_are_known_by_code_barcode_and_gtin_in_one_query(django_assert_num_queries):
    sku = SkuFactory(code="TEA-1")
    Barcode.objects.create(sku=sku, code="9521234543213")
    for code in ("tea-1", "TEA-1", "9521234543213", "(01)09521234543213(10)L7"):
        with django_assert_num_queries(1):
            assert sku_of(read_code(code)) == sku
    assert sku_of(read_code("COFFEE")) is None
