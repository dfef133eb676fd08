"""Placing through the API: the house's own web server, its pool, its authentication, its JSON."""

import http.client
import json
import os
import random

from api.services.keys import make_key
from bench.crew import web
from bench.measure import Figure, rate
from bench.placing import place_by_orm
from bench.shop import BenchShop
from catalog.models import Channel
from core.actors import SYSTEM

SECONDS = 8.0
CLIENTS = 4
CREATED = 201


def place_http(shop: BenchShop) -> list[Figure]:
    """A 3-line order by HTTP, one server process and two, clients on the same machine; goal 60 orders/s."""
    floor = rate(lambda: place_by_orm(shop), processes=2, seconds=5.0)
    channel = Channel.objects.get(code="bench")
    _, text = make_key(
        channel_id=channel.pk, name="Bench", scopes=("orders:read", "orders:write"), actor=SYSTEM, requests_per_minute=0
    )
    found = []
    for name, processes in (("place_http_1", 1), ("place_http", 2)):
        with web(processes=processes) as (host, port):
            clients = Clients(shop, host, port, key=text)
            value = rate(clients.post, processes=CLIENTS, seconds=SECONDS)
        found.append(Figure(name, value, "orders/s", floor))
    return found


class Clients:
    """One connection per process, kept open, as a shop's own server would."""

    def __init__(self, shop: BenchShop, host: str, port: int, *, key: str) -> None:
        self.shop, self.address, self.key = shop, (host, port), key
        self.wires: dict[int, http.client.HTTPConnection] = {}

    def post(self) -> int:
        """One order; raises RuntimeError when it was not created."""
        wire = self.wires.setdefault(os.getpid(), http.client.HTTPConnection(*self.address, timeout=30))
        dice = random.Random(os.urandom(16))
        name = f"{dice.getrandbits(96):x}"
        headers = {
            "Content-Type": "application/json", "Authorization": f"Bearer {self.key}", "Idempotency-Key": name,
            "Host": "localhost",
        }  # fmt: skip
        wire.request("POST", "/api/v1/orders", body=json.dumps(self.wish(dice, name)), headers=headers)
        answer = wire.getresponse()
        told = answer.read()
        if answer.status != CREATED:
            raise RuntimeError(f"{answer.status}: {told[:300]!r}")
        return 1

    def wish(self, dice: random.Random, name: str) -> dict[str, object]:
        return {
            "external_id": name,
            "customer": {"name": "Customer", "email": f"{name}@example.com"},
            "shipping_address": {
                "name": "C", "line1": "Street 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
            },
            "lines": [{"sku": code, "quantity": 1} for code in dice.sample(self.shop.codes, 3)],
            "tenders": [{"kind": "card", "token": "tok_visa"}],
        }  # fmt: skip
