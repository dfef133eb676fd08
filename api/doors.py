"""Who asks, and what the key in their hand opens."""

import time
from collections.abc import Collection

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from api.models import ApiKey
from api.models.key import Scope
from api.services.keys import key_of
from api.throttling import ensure_within_limit
from core.actors import Actor
from core.errors import InvalidInput, NotPermitted

_RIGHTS: dict[str, tuple[str, ...]] = {
    Scope.WRITE: ("orders.place_order", "orders.add_order", "orders.change_order", "orders.give_discount"),
    Scope.CANCEL: ("orders.cancel_order",),
    Scope.ADDRESS: ("orders.change_shipping_address",),
    Scope.EDIT: ("orders.add_orderchange", "orders.confirm_orderchange"),
    Scope.OVERRIDE: ("orders.override_price",),
    # A quote asks for the same discounts as the order that follows it.
    Scope.STOCK: ("orders.give_discount",),
    Scope.RESERVE: ("inventory.reserve_stock", "inventory.release_reservation"),
    Scope.GRANT: ("payments.grant_refund",),
    Scope.APPROVE: ("payments.approve_refund",),
    Scope.REQUEST: ("payments.request_refund",),
    Scope.HOOKS: (
        "notifications.add_webhookendpoint",
        "notifications.change_webhookendpoint",
        "notifications.rotate_webhooksecret",
        "notifications.replay_webhook",
    ),
}


class Bearer(HttpBearer):
    """The API key as a bearer token, counted."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = key_of(token, now=timezone.now())
        if key is not None:
            ensure_within_limit(key, now=time.time())
        return key


def admitted(request: HttpRequest, scope: Scope, *, asks: Collection[str] = ()) -> ApiKey:
    """The key of the request, which must have the scope; ``asks`` are the query parameters it may come with.

    Raises NotPermitted, and InvalidInput for another parameter: a filter that is misspelled and
    passed over would give every order.
    """
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    if scope not in key.scopes:
        raise NotPermitted(f"This key lacks the scope “{scope}”. Ask for a key that has it.", right=str(scope))
    for name in request.GET:
        if name not in asks:
            said = name[:40].encode("utf-8", "replace").decode()
            known = f"It knows {', '.join(asks)}." if asks else "It knows none."
            raise InvalidInput(f"There is no query parameter “{said}” here. {known}", field=said or "query")
    return key


def actor_of_key(key: ApiKey) -> Actor:
    """The shop as services know it, with the rights that its key's scopes stand for."""
    rights = {right for scope in key.scopes for right in _RIGHTS.get(scope, ())}
    behind = key.made_by if key.made_by.startswith("user:") else ""
    return Actor(kind="api", reference=str(key.pk), name=key.name, rights=frozenset(rights), behind=behind)
