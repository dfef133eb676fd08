"""A shop with orders in several states and a key that opens everything: what the API is tried on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.wsgi import get_wsgi_application
from django.db import transaction

from api.models.key import Scope
from api.services.keys import make_key
from core.actors import SYSTEM
from inventory.services.reserving import reserve_stock
from orders.services.drafts import create_draft
from orders.tests.factories import Shop, confirmed_order, dispatched_order, open_shop, packed_order, placed_order

APPLICATION = get_wsgi_application()


@dataclass
class ApiHouse:
    """The shop, the headers of its key, and numbers and tokens that lead somewhere."""

    shop: Shop
    headers: dict[str, str]
    numbers: list[str]
    token: str


def open_api_house() -> ApiHouse:
    shop = open_shop(skus=3, stock=100)
    key, text = make_key(
        channel_id=shop.channel.pk, name="Shop", scopes=list(Scope.values), actor=SYSTEM, requests_per_minute=0
    )
    orders = [create_draft(shop.request({0: 1}), actor=SYSTEM) for _ in range(2)]
    orders += [make(shop, {0: 2, 1: 1}) for make in (placed_order, placed_order, confirmed_order, packed_order)]
    orders.append(dispatched_order(shop, {2: 1}))
    (held, *_) = reserve_stock(units={shop.skus[0].pk: 1}, holder="a cart", actor=SYSTEM)
    held.reserved_by = f"api:{key.pk}"
    held.save(update_fields=["reserved_by"])
    headers = {"Authorization": f"Bearer {text}"}
    return ApiHouse(shop, headers, [order.number for order in orders], held.token)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is undone, so that every try finds the house as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
