"""How often the gateway is asked about money whose end nobody knows: soon at first, then ever more seldom."""

from datetime import datetime, timedelta

FIRST = timedelta(minutes=2)
SELDOM = timedelta(hours=6)


def asking_turn(*, now: datetime, since: datetime) -> str:
    """The name of the turn at this age: 2, 4, 8 … minutes, then every six hours; one question each."""
    age = max(now - since, FIRST)
    if age >= SELDOM:
        return f"s{age // SELDOM}"
    return f"t{(age // FIRST).bit_length()}"
