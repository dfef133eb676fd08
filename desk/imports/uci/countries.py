"""The country names of the file as ISO 3166 codes."""

from functools import lru_cache

from django_countries import countries

# Source: the names used in the data set; the two vague ones stand for the seller's and the Union's seat.
_OWN_NAMES = {
    "EIRE": "IE",
    "RSA": "ZA",
    "USA": "US",
    "Channel Islands": "JE",
    "Czech Republic": "CZ",
    "European Community": "BE",
    "Korea": "KR",
    "Unspecified": "GB",
}


@lru_cache(maxsize=512)
def country_code(name: str) -> str:
    """ISO 3166 alpha-2 code, or an empty text for a name nobody knows."""
    return _OWN_NAMES.get(name) or countries.by_name(name)
