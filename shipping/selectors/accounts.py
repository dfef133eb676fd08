"""Carrier accounts, opened for the call that needs them."""

import json
from collections.abc import Mapping

from core.sealing import unseal
from shipping.carriers.contract import Account, Carrier
from shipping.carriers.registry import carrier_for
from shipping.errors import NoCarrier
from shipping.models import CarrierAccount


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


def active_accounts() -> list[CarrierAccount]:
    """The carriers that may be asked, in the order of asking. One query."""
    return list(CarrierAccount.objects.filter(is_active=True).order_by("priority", "pk"))


def first_account() -> CarrierAccount:
    """The carrier to ask first. Raises NoCarrier when none is active."""
    account = CarrierAccount.objects.filter(is_active=True).order_by("priority", "pk").first()
    if account is None:
        raise NoCarrier("No carrier account is active. Activate one under Carrier accounts.")
    return account
