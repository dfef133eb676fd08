"""Which numbers a caller may mean who says one without its country."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat


@dataclass(frozen=True, slots=True)
class Region:
    """What tells most numbers from those of a region before the library reads them, which takes twenty times as long.

    ``lengths``: of its numbers without country and trunk prefix, as phonenumbers' metadata has them.
    """

    code: str
    country: str
    abroad: re.Pattern[str]
    trunk: re.Pattern[str]
    lengths: frozenset[int]

    def may_have(self, digits: str) -> bool:
        """False only for what the library, too, would find too short or too long, however it is read."""
        if self.abroad.match(digits):
            return True
        return any(len(rest) in self.lengths for rest in self._rests(digits))

    def _rests(self, digits: str) -> Iterator[str]:
        for start in (digits, digits.removeprefix(self.country)):
            yield start
            if prefix := self.trunk.match(start):
                yield start[prefix.end() :]


@cache
def regions() -> tuple[Region, ...]:
    found = []
    for code in sorted(phonenumbers.SUPPORTED_REGIONS):
        known = PhoneMetadata.metadata_for_region(code)
        assert known is not None, code
        assert known.general_desc is not None, code
        trunk = known.national_prefix_for_parsing or known.national_prefix or "(?!)"
        # Where a prefix becomes another one, the length says nothing.
        anything = frozenset(range(30)) if known.national_prefix_transform_rule else frozenset()
        of_all = known.general_desc
        found.append(Region(
            code, str(known.country_code), re.compile(known.international_prefix or "(?!)"), re.compile(trunk),
            anything | {*of_all.possible_length, *of_all.possible_length_local_only},
        ))  # fmt: skip
    return tuple(found)


def spellings(term: str) -> list[str]:
    """The number as E.164: as it is, or as it would be read in every country where it is one."""
    digits = re.sub(r"\D", "", term)
    found = {f"+{digits}"}
    if term.startswith("+"):
        return [*found]
    for region in regions():
        if not region.may_have(digits):
            continue
        try:
            number = phonenumbers.parse(digits, region.code)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            found.add(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return sorted(found)
