"""Carrier accounts, opened for the call that needs them."""

import json
from collections.abc import Mapping

from django.db.models import QuerySet

from core.errors import Misconfigured
from core.sealing import unseal
from inventory.models import Warehouse
from orders.models import Order
from shipping.carriers.contract import Account, Carrier
from shipping.carriers.registry import carrier_for
from shipping.errors import NoCarrier
from shipping.models import CarrierAccount

PRACTICE_CARRIER = "simcarrier"


def carrier_of(account: CarrierAccount) -> Carrier:
    """The adapter of an account, with its credentials. Raises Misconfigured when they cannot be opened."""
    return carrier_for(
        Account(
            code=account.code, carrier=account.carrier, credentials=credentials_of(account), options=account.options
        )
    )  # fmt: skip


def credentials_of(account: CarrierAccount) -> Mapping[str, str]:
    """Name → secret; empty when none were given. Raises Misconfigured when they cannot be opened."""
    if not account.sealed_credentials:
        return {}
    return {str(name): str(value) for name, value in json.loads(unseal(account.sealed_credentials)).items()}


def active_accounts(order: Order) -> list[CarrierAccount]:
    """The carriers that may be asked for the order's parcels, in the order of asking. One query.

    For practice it is the simulator alone, whatever credentials there are; an account for practice is asked for nothing
    else.
    """
    accounts = CarrierAccount.objects.filter(is_active=True).order_by("priority", "pk")
    if order.is_practice:
        return sorted(accounts.filter(carrier=PRACTICE_CARRIER), key=lambda account: not account.is_practice)
    return list(accounts.filter(is_practice=False))


def accounts_at(warehouse: Warehouse) -> QuerySet[CarrierAccount]:
    """The carriers whose trucks come to a warehouse: to one for practice the simulator's alone."""
    accounts = CarrierAccount.objects.filter(is_active=True).order_by("priority", "pk")
    return accounts.filter(carrier=PRACTICE_CARRIER) if warehouse.is_practice else accounts.filter(is_practice=False)


def first_account(order: Order) -> CarrierAccount:
    """The carrier to ask first for the order's parcels. Raises NoCarrier when none is active."""
    accounts = active_accounts(order)
    if not accounts:
        kind = f"for practice (carrier {PRACTICE_CARRIER}) " if order.is_practice else ""
        raise NoCarrier(f"No carrier account {kind}is active. Activate one under Carrier accounts.")
    return accounts[0]


def ensure_practice_stays(order: Order, account: CarrierAccount) -> None:
    """The last door before the wire. Raises Misconfigured for a practice parcel about to reach a real carrier."""
    if order.is_practice and account.carrier != PRACTICE_CARRIER:
        raise Misconfigured(
            f"{order.number} is for practice and never reaches the carrier {account.carrier}. Ask for its label anew.",
            order=order.number, account=account.code,
        )  # fmt: skip


def ensure_practice_stays_home(warehouse: Warehouse, account: CarrierAccount) -> None:
    """No real truck comes for practice parcels. Raises Misconfigured for one that is about to be booked."""
    if warehouse.is_practice and account.carrier != PRACTICE_CARRIER:
        raise Misconfigured(
            f"{warehouse.name} is for practice: no truck of {account.carrier} is booked for it. Choose the simulator.",
            warehouse=warehouse.code, account=account.code,
        )  # fmt: skip
