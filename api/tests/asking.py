"""How a shop asks in tests."""

from dataclasses import dataclass
from typing import Any

from api.services.keys import make_key
from core.actors import SYSTEM

ROOT = "/api/v1"
URL = f"{ROOT}/orders"
ADDRESS = {"name": "Ada", "line1": "Street 1", "city": "Berlin", "postal_code": "1", "country": "DE"}


def key_for(shop, *scopes: str, **options):
    wanted = scopes or ("orders:read", "orders:write")
    return make_key(channel_id=shop.channel.pk, name="Shop", scopes=wanted, actor=SYSTEM, **options)


def body(**changes):
    return {
        "external_id": "S-1",
        "customer": {"name": "Ada", "email": "ada@example.com"},
        "shipping_address": ADDRESS,
        "lines": [{"sku": "SKU-1", "quantity": 2}],
        "tenders": [{"kind": "card", "token": "tok_visa"}],
        **changes,
    }


def post(client, text: str, data, key: str = "k-1"):
    return Caller(client, text).post("/orders", data, key=key)


@dataclass
class Caller:
    """One key and the test client."""

    client: Any
    text: str

    def get(self, path: str, **query):
        return self.client.get(ROOT + path, query, headers=self._headers())

    def post(self, path: str, data, *, key: str = "k-1"):
        return self.client.post(ROOT + path, data, content_type="application/json", headers=self._headers(key))

    def put(self, path: str, data, *, key: str = "k-1"):
        return self.client.put(ROOT + path, data, content_type="application/json", headers=self._headers(key))

    def delete(self, path: str):
        return self.client.delete(ROOT + path, headers=self._headers())

    def _headers(self, key: str = ""):
        return {"Authorization": f"Bearer {self.text}"} | ({"Idempotency-Key": key} if key else {})
