"""Which goods on the road cross a border of customs."""

# One territory for customs. Source: Regulation (EU) No 952/2013, article 4.
_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK"
UNION = frozenset(_UNION.split())


def crosses_border(origin: str, destination: str) -> bool:
    """Whether papers for customs are asked for between two countries, each by its ISO 3166-1 code of two letters."""
    return bool(origin and destination) and origin != destination and not {origin, destination} <= UNION
