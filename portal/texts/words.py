"""The customer's language: words, dates and amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from core.money import format_money
from portal.texts.asking_de import GERMAN_ASKING
from portal.texts.asking_en import ENGLISH_ASKING
from portal.texts.de import GERMAN
from portal.texts.en import ENGLISH
from portal.texts.returning_de import GERMAN_RETURNING
from portal.texts.returning_en import ENGLISH_RETURNING

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": {**ENGLISH, **ENGLISH_ASKING, **ENGLISH_RETURNING},
    "de": {**GERMAN, **GERMAN_ASKING, **GERMAN_RETURNING},
}
# What each calls itself, in the switch.
NAMES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
_LOCALES = {"en": "en_US", "de": "de_DE"}


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the page says, in one language and with one clock."""

    language: str
    table: Mapping[str, str]
    zone: str = "UTC"

    def __call__(self, code: str, **values: object) -> str:
        return self.table[code].format(**values)

    def counted(self, code: str, count: int, **values: object) -> str:
        """The text of ``code`` in the plural form of ``count``: written as ``code_one`` and ``code_other``."""
        form = Locale.parse(self.locale).plural_form(count)
        return self(f"{code}_{form if f'{code}_{form}' in self.table else 'other'}", count=count, **values)

    def either(self, code: str, otherwise: str, **values: object) -> str:
        """The text of ``code``, or of ``otherwise`` where nobody wrote one."""
        return self(code if code in self.table else otherwise, **values)

    @property
    def locale(self) -> str:
        return _LOCALES[self.language]

    def date(self, day: date) -> str:
        return str(format_date(day, format="long", locale=self.locale))

    def day(self, at: datetime) -> str:
        """The day of a moment, in the shop's zone."""
        return self.date(at.astimezone(ZoneInfo(self.zone)).date())

    def moment(self, at: datetime) -> str:
        """A moment in the shop's zone, to the minute."""
        form = self.table["moment_format"]
        return str(format_datetime(at, format=form, tzinfo=ZoneInfo(self.zone), locale=self.locale))

    def money(self, amount: Decimal, currency: str) -> str:
        return format_money(amount, currency, self.locale)

    def country(self, code: str) -> str:
        return str(Locale.parse(self.locale).territories.get(code, code))


def words_for(*wishes: str, zone: str = "UTC") -> Words:
    """Words in the first language of ``wishes`` (``de-AT``) that we speak, else in English."""
    for wish in wishes:
        language = wish.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return Words(language, LANGUAGES[language], zone)
    return Words("en", LANGUAGES["en"], zone)
