"""A number without its country is read as the library reads it in each country, only sooner."""

import random
import re

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from customers.selectors.phone_reading import regions, spellings

FORMS = (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL)


def read_everywhere(digits: str) -> set[str]:
    found = {f"+{digits}"}
    for code in phonenumbers.SUPPORTED_REGIONS:
        try:
            number = phonenumbers.parse(digits, code)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            found.add(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return found


def said() -> list[str]:
    """An example of each region as it is dialed there, from abroad, and by chance something of any length."""
    chance = random.Random(7)
    some = []
    for code in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number(code)
        some.append(re.sub(r"\D", "", phonenumbers.format_number(number, chance.choice(FORMS))))
        some.append(phonenumbers.format_out_of_country_calling_number(number, "DE"))
    some += ["".join(chance.choices("0123456789", k=chance.randint(6, 15))) for _ in range(60)]
    return [re.sub(r"\D", "", one) for one in some]


@pytest.mark.parametrize("part", range(4))
def test_no_country_is_left_out(part):
    asked = random.Random(part).sample(said(), 40)

    assert {digits: set(spellings(digits)) for digits in asked} == {digits: read_everywhere(digits) for digits in asked}


def test_most_countries_are_told_apart_by_length_alone():
    assert sum(region.may_have("015123456780") for region in regions()) < len(regions()) / 3
