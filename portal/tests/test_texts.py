import string
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.texts import LANGUAGES, words_for
from returns.models import ReturnState
from shipping.statuses import TrackingStatus


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_says_everything_with_the_same_values():
    english, german = LANGUAGES["en"], LANGUAGES["de"]

    assert english.keys() == german.keys()
    assert [code for code in english if places(english[code]) != places(german[code])] == []


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
