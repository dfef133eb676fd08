"""Which carriers there are: one line each."""

from functools import lru_cache

from core.errors import Misconfigured
from shipping.carriers.contract import Carrier
from shipping.carriers.simulated.client import SimulatedCarrier

CARRIERS: dict[str, type[Carrier]] = {
    "simcarrier": SimulatedCarrier,
}


@lru_cache(maxsize=16)
def carrier_named(code: str) -> Carrier:
    """The carrier behind an account's code. Raises Misconfigured for one nobody wrote."""
    if code not in CARRIERS:
        raise Misconfigured(f"There is no carrier “{code}”. Known: {', '.join(sorted(CARRIERS))}.", carrier=code)
    return CARRIERS[code]()
