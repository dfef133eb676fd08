"""VAT ids are checked by shape and digits, without asking anybody."""

import pytest

from customers.errors import InvalidVatId
from customers.vat import EU_COUNTRIES, check_vat_id, vat_id_or_none


@pytest.mark.parametrize(
    ("text", "number", "country"),
    [
        ("DE136695976", "DE136695976", "DE"),
        (" fr 40 303 265 045 ", "FR40303265045", "FR"),
        ("EL094259216", "EL094259216", "GR"),
        ("XI980780684", "XI980780684", "XI"),
        ("GB980780684", "GB980780684", "GB"),
        ("CHE-107.787.577 IVA", "CHE107787577IVA", "CH"),
    ],
)
def test_an_id_is_written_plainly_and_tells_its_country(text, number, country):
    found = check_vat_id(text)

    assert (found.number, found.country) == (number, country)


@pytest.mark.parametrize("text", ["DE136695977", "DE12", "136695976", "ZZ1", "US123456789", "", "Ä1", "DE\x00"])
def test_an_id_that_cannot_be_right_is_refused_in_words(text):
    with pytest.raises(InvalidVatId) as refusal:
        check_vat_id(text, field="customer.vat_id")

    assert refusal.value.context == {"field": "customer.vat_id"}
    assert text in refusal.value.message
    assert vat_id_or_none(text) is None


def test_the_union_has_its_members_and_no_others():
    assert len(EU_COUNTRIES) == 27
    assert {"GR", "DE"} <= EU_COUNTRIES
    assert not {"EL", "XI", "GB"} & EU_COUNTRIES
