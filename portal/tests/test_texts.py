import string
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from orders.tests import factories
from portal.texts import LANGUAGES, NAMES, words_for
from returns.models import ReturnState
from shipping.statuses import TrackingStatus


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_says_everything_with_the_same_values():
    english, german = LANGUAGES["en"], LANGUAGES["de"]

    assert english.keys() == german.keys()
    assert [code for code in english if places(english[code]) != places(german[code])] == []


def test_nothing_is_said_in_one_language_alone_or_left_empty():
    assert LANGUAGES.keys() == NAMES.keys()
    for language in LANGUAGES.values():
        assert [code for code, text in language.items() if not text and code != "cause_none"] == []


def test_every_counted_text_has_the_plural_forms_of_its_language():
    for language, table in LANGUAGES.items():
        words = words_for(language)
        for code in {code.removesuffix("_other") for code in table if code.endswith("_other")}:
            if f"{code}_one" in table:
                assert words.counted(code, 1) == words(f"{code}_one", count=1)
                assert "3" in words.counted(code, 3)


@pytest.mark.django_db
def test_the_address_asks_for_a_language_and_forms_keep_it(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    assert holder.order.channel.locale == "en"
    german = holder.client.get(holder.url(), {"lang": "de"})

    page = german.content.decode()
    assert (german["Content-Language"], '<html lang="de">' in page) == ("de", True)
    assert f'action="{holder.url("message")}?lang=de"' in page
    assert '<a href="?lang=en" lang="en" hreflang="en">English</a>' in page
    answer = holder.client.post(holder.url("message") + "?lang=de", {"text": "Hallo", "key": "x"})
    assert "lang=de" in answer["Location"]
    assert holder.client.get(holder.url(), {"lang": "xx"})["Content-Language"] == "en"


@pytest.mark.django_db
def test_without_a_wish_of_their_own_customers_read_the_channels_language(shop, holder_of):
    holder = holder_of(factories.placed_order(shop))
    holder.order.channel.locale = "de-DE"
    holder.order.channel.save(update_fields=["locale"])
    holder.order.customer.locale = ""
    holder.order.customer.save(update_fields=["locale"])

    assert "Ihre Bestellung" in holder.see()


def test_every_state_of_a_return_and_of_tracking_has_words():
    for language in LANGUAGES.values():
        assert {f"return_{state}" for state in ReturnState.values} <= language.keys()
        assert {f"tracking_{status}" for status in TrackingStatus.values} <= language.keys()


@pytest.mark.parametrize(
    ("wishes", "language"),
    [(("de-AT",), "de"), (("", "de_DE"), "de"), (("fr", "de"), "de"), (("fr",), "en"), ((), "en")],
)
def test_the_first_language_we_speak_is_taken(wishes, language):
    assert words_for(*wishes).language == language


def test_dates_and_amounts_are_written_as_the_language_does():
    german = words_for("de")

    assert german.date(date(2026, 5, 12)) == "12. Mai 2026"
    assert german.money(Decimal("1234.5"), "EUR") == "1.234,50\xa0€"
    assert german.country("GB") == "Vereinigtes Königreich"


def test_moments_are_told_by_the_clock_of_the_shop():
    late = datetime(2026, 5, 12, 23, 30, tzinfo=UTC)

    assert words_for("en", zone="Europe/Berlin").moment(late) == "May 13, 2026, 01:30"
    assert words_for("en", zone="Europe/Berlin").day(late) == "May 13, 2026"
