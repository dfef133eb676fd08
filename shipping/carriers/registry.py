"""Which carriers there are: one line each."""

from collections.abc import Callable
from functools import lru_cache

from core.errors import Misconfigured
from shipping.carriers.contract import Account, Carrier
from shipping.carriers.easypost.client import EasyPostCarrier
from shipping.carriers.karrio.client import KarrioCarrier
from shipping.carriers.karrio.makes import MAKES
from shipping.carriers.simulated.client import SimulatedCarrier

# One for the process: their address and secrets are the house's settings.
OF_THE_HOUSE: dict[str, Callable[[], Carrier]] = {
    "simcarrier": SimulatedCarrier,
}
# One for each account, with the account's own credentials.
OF_ACCOUNTS: dict[str, Callable[[Account], Carrier]] = {
    "easypost": EasyPostCarrier,
    "ups": KarrioCarrier,
    "fedex": KarrioCarrier,
    "usps": KarrioCarrier,
    "dhl_express": KarrioCarrier,
    "generic": KarrioCarrier,
}
NAMES = (*OF_THE_HOUSE, *OF_ACCOUNTS)


def carrier_for(account: Account) -> Carrier:
    """The carrier behind an account. Raises Misconfigured for one nobody wrote."""
    if account.carrier in OF_ACCOUNTS:
        return OF_ACCOUNTS[account.carrier](account)
    return carrier_named(account.carrier)


@lru_cache(maxsize=16)
def carrier_named(code: str) -> Carrier:
    """A carrier of the house. Raises Misconfigured for one nobody wrote."""
    if code not in OF_THE_HOUSE:
        raise Misconfigured(f"There is no carrier “{code}”. Known: {', '.join(sorted(NAMES))}.", carrier=code)
    return OF_THE_HOUSE[code]()


def void_days_of(carrier: str) -> int | None:
    """For how many days a label can be given back; None where the carrier says it label by label, or takes none."""
    return MAKES[carrier].void_days if carrier in MAKES else None
