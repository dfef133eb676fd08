"""How a number of units is said in a sentence."""


def units_said(count: int) -> str:
    """“1 unit”, “3 units”."""
    return f"{count} unit{'' if count == 1 else 's'}"


def units_are(count: int) -> str:
    """“1 unit is”, “3 units are”."""
    return f"{units_said(count)} {'is' if count == 1 else 'are'}"


def units_have(count: int) -> str:
    """“1 unit has”, “3 units have”."""
    return f"{units_said(count)} {'has' if count == 1 else 'have'}"
