"""Credentials of carriers: written, resealed, never shown."""

import json
from collections.abc import Mapping

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.sealing import reseal, seal
from core.service import service
from shipping.models import CarrierAccount

RIGHT = "shipping.change_carrieraccount"


@service
def keep_credentials(*, carrieraccount_id: int, credentials: Mapping[str, str], actor: Actor) -> CarrierAccount:
    """The account's credentials, sealed, in place of all it had. Raises NotPermitted and Misconfigured."""
    ensure_may(actor, RIGHT)
    account = CarrierAccount.objects.select_for_update(no_key=True).get(pk=carrieraccount_id)
    account.sealed_credentials = seal(json.dumps(dict(credentials))) if credentials else ""
    account.credentials_changed_at = timezone.now()
    account.save(update_fields=["sealed_credentials", "credentials_changed_at"])
    return account


@service
def reseal_credentials() -> int:
    """Every account's credentials under the first key; how many. Raises Misconfigured when one cannot be opened."""
    accounts = CarrierAccount.objects.exclude(sealed_credentials="").select_for_update(no_key=True).order_by("pk")
    count = 0
    for account in accounts:
        account.sealed_credentials = reseal(account.sealed_credentials)
        account.save(update_fields=["sealed_credentials"])
        count += 1
    return count
