"""Carriers asked for their prices, and one chosen. Called by an effect with no lock held."""

import time
from datetime import datetime

from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import CarrierRefused
from shipping.selectors.accounts import carrier_of
from shipping.selectors.choosing import Choice, Offer, best_offer, choice_to_make, offers_of
from shipping.selectors.customs import ensure_declared
from shipping.services import choosing, quoting

# Carriers are asked one after the other; what is left of the effect's time is for buying.
PATIENCE_SECONDS = 25.0


def choose_carrier(*, label_id: int, now: datetime) -> None:
    """Write down who is asked for the label, in which service, at what price and why.

    Where only one service can be had nobody is asked for a price. Raises CustomsIncomplete, CarrierRefused with
    every carrier's words when none offers anything, and Unavailable when one that did not answer may still.
    """
    choice = choice_to_make(label_id, now=now)
    if choice is None:
        return
    ensure_declared(choice.shipment.customs)
    services = [(account, name) for account in choice.accounts for name in account.services_for(choice.level)]
    if not services:
        raise CarrierRefused(
            f"No active carrier offers “{choice.level}”: say which of its services answers it, at its account.",
            field="service",
        )
    if len(services) == 1:
        account, name = services[0]
        choosing.record_choice(
            label_id=label_id, account_id=account.pk, service=name, reason=f"Only {account.name} offers {choice.level}."
        )
        return
    chosen, reason = best_offer(offers_for(choice), choice)
    choosing.record_choice(
        label_id=label_id, account_id=chosen.account.pk, service=chosen.rate.service, reason=reason, quote=chosen.rate
    )


def offers_for(choice: Choice) -> list[Offer]:
    """What every carrier asks; one that is away or broken leaves the others."""
    offers: list[Offer] = []
    refusals: list[str] = []
    is_away = False
    end = time.monotonic() + PATIENCE_SECONDS
    for account in choice.accounts:
        if time.monotonic() > end:
            is_away = True
            refusals.append(f"{account.name}: not asked, the others took too long.")
            continue
        try:
            rates = carrier_of(account).quote(choice.shipment)
        except (Unavailable, OutcomeUnknown) as error:
            is_away = True
            refusals.append(f"{account.name}: {error.message}")
            continue
        except (CarrierRefused, Misconfigured) as error:
            refusals.append(f"{account.name}: {error.message}")
            continue
        quoting.record_quotes(parcel_id=choice.parcel_id, account_id=account.pk, rates=rates)
        found = offers_of(account, rates, choice.level)
        offers += found
        if not found:
            refusals.append(f"{account.name}: none of its services for “{choice.level}” is offered for this parcel.")
    if offers:
        return offers
    if is_away:
        raise Unavailable("No carrier gave a price: " + " ".join(refusals))
    raise CarrierRefused(" ".join(refusals), field="service")
