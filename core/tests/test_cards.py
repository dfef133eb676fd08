"""Card numbers are found however they are written; what only looks alike is left alone."""

import pytest

from core.cards import field_with_card, has_card, mask_bytes, mask_cards, mask_deeply

CARDS = (
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111",
    "4111\u00a01111\u20111111 1111",
    "٤١١١١١١١١١١١١١١١", "5555555555554444", "2223003122003222", "378282246310005", "3782 822463 10005",
    "30569309025904", "3056 930902 5904", "6011111111111117", "3530111333300000", "6212345678901232",
    "Card: 4111111111111111, thanks", "visa/4111 1111 1111 1111", "n°4242424242424242.", "(4000 0566 5566 5556)",
    "Karte4111111111111111", "4111 1111 1111 1111Visa", "SKU\n4111111111111111\nx",
)  # fmt: skip
# Beside their expiry and check digits, beside the count of a list, beside each other.
IN_COMPANY = {
    "4111 1111 1111 1111 12/27": "…1111 12/27",
    "4111111111111111 123": "…1111 123",
    "4111 1111 1111 1111 1227 123": "…1111 1227 123",
    "3782 822463 10005 12/27 1234": "…0005 12/27 1234",
    "12 4111 1111 1111 1111": "12 …1111",
    "4111 1111 1111 1111 5555555555554444": "…1111 …4444",
}
NO_CARDS = (
    "4006381333931", "04006381333931", "94006381333934", "36123456789012",  # GTIN-13 and GTIN-14
    "+4915112345678", "+49 151 1234 5678 90", "0049 30 1234567", "(555) 123-4567 890123",
    "SO-100234", "404-1234567-1234567", "5678901234567", "12-34567-12345", "450789469",  # orders of shops
    "1Z999AA10123456784", "JJD000390007882345678", "00340434161094042557", "9400111899223197428490",  # parcels
    "986578788855", "RR123456785DE", "DE89370400440532013000", "4111111111111112", "41111111111111111111",
    "tok_4111111111111111", "CH4111111111111111",
    "AB1c4111111111111111", "gid://shopify/ProductVariant/39072856473822", "2026-11-26 10:11:12.131415",
    "192.168.100.200 10.20.30.40",
    "Capture of €30.00 2026-11-26 15:58 UTC", "30.00 26.11.2026 1526", "4111.11", "1234567890123456",
)  # fmt: skip


@pytest.mark.parametrize("text", CARDS)
def test_a_card_number_is_found_and_its_last_four_digits_stay(text):
    assert has_card(text)
    masked = mask_cards(text)
    assert "…" in masked
    assert not has_card(masked)
    assert sum(sign.isdecimal() for sign in masked) == 4


@pytest.mark.parametrize(("text", "masked"), IN_COMPANY.items())
def test_other_digits_beside_a_card_do_not_hide_it(text, masked):
    assert (has_card(text), mask_cards(text), has_card(masked)) == (True, masked, False)


@pytest.mark.parametrize("text", NO_CARDS)
def test_what_only_looks_like_one_is_left_alone(text):
    assert (has_card(text), mask_cards(text)) == (False, text)


def test_every_number_of_a_text_is_masked_and_the_rest_stays():
    assert mask_cards("a 4111111111111111 b 378282246310005 c") == "a …1111 b …0005 c"


def test_bytes_that_are_no_text_stay_as_they_are():
    assert mask_bytes(b"\xff\xfe 4111111111111111 \x80", "...") == b"\xff\xfe ...1111 \x80"
    assert mask_bytes(b"\xff\xfe plain") == b"\xff\xfe plain"


def test_a_field_is_named_where_it_stands_and_numbers_that_are_keys_are_none():
    value = {"id": 30569309025904, "lines": [{"sku": "A"}, {"note": "4111 1111 1111 1111"}]}

    assert field_with_card(value) == "lines[1].note"
    assert mask_deeply(value) == {"id": 30569309025904, "lines": [{"sku": "A"}, {"note": "…1111"}]}
    assert field_with_card({"amount": 4111111111111111}) == "amount"
    assert field_with_card({"4111111111111111": 1}) == "body"
    assert field_with_card({"a": [True, None, 1.5, "x"]}) is None
