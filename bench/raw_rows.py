"""The rows of a placed order by raw SQL: one statement a table, nothing checked, nothing decided."""

import os
import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from bench.shop import BenchShop
from catalog.models import Channel
from core.models import Effect, Event, IdempotencyKey
from customers.models import Address, Customer
from orders.models import Allocation, Order, OrderCharge, OrderLine, OrderTender

_TAKE = """
UPDATE inventory_stocklevel SET allocated = allocated + 1
WHERE sku_id IN (SELECT id FROM catalog_sku WHERE code = ANY(%s)) RETURNING id, sku_id
"""


@cache
def _table(model: type[Model], given: tuple[str, ...]) -> tuple[str, list[str], list[Any]]:
    """The table, its columns but the key, and the values of an empty row: worked out once, not measured.

    What the database fills in by itself is left to it, unless it is ``given``.
    """
    blank = model()
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.column in given or not field.has_db_default())
    ]
    values = [field.get_db_prep_save(getattr(blank, field.attname), connection) for field in fields]
    return model._meta.db_table, [str(field.column) for field in fields], values


def _insert(cursor: Any, model: type[Model], rows: Sequence[dict[str, Any]]) -> list[int]:
    given = tuple(rows[0])
    table, columns, blank = _table(model, given)
    places = [columns.index(name) for name in given]
    values: list[Any] = []
    for row in rows:
        own = list(blank)
        for place, name in zip(places, given, strict=True):
            own[place] = row[name]
        values += own
    row_of = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES {", ".join([row_of] * len(rows))} RETURNING id', values)
    return [key for (key,) in cursor.fetchall()]


@cache
def _channel_id() -> int:
    return Channel.objects.values_list("pk", flat=True).get(code="bench")


@transaction.atomic
def place_by_sql(shop: BenchShop) -> int:
    """Customer, address, order, lines, claims, charge, tender, event, effect and key of one 3-line order."""
    dice, now = random.Random(os.urandom(16)), timezone.now()
    who = dice.randrange(10**12)
    price, total = Decimal("12.34"), Decimal(37)
    with connection.cursor() as cursor:
        mail = f"s{who}@example.com"
        (customer,) = _insert(cursor, Customer, [{"number": f"S{who}", "name": "C", "email": mail}])
        home = {"customer_id": customer, "name": "C", "line1": "S", "city": "Berlin", "country": "DE"}
        (address,) = _insert(cursor, Address, [home])
        head = {
            "number": f"S{who}", "channel_id": _channel_id(), "currency": "EUR", "state": "placed",
            "customer_id": customer, "shipping_address_id": address, "placed_at": now, "lines_total": total,
            "total": total, "vat_id": "", "tax_treatment": "taxed", "tax_reason": "", "payment_terms_days": 0,
            "awaits_review": False,
        }  # fmt: skip
        (order,) = _insert(cursor, Order, [head])
        cursor.execute(_TAKE, [dice.sample(shop.codes, 3)])
        levels = cursor.fetchall()
        lines = [
            {"order_id": order, "position": nr, "sku_id": sku, "name": "Thing", "unit_price": price, "ordered": 1,
             "allocated": 1, "amount": price}
            for nr, (_, sku) in enumerate(levels, start=1)
        ]  # fmt: skip
        claims = zip(_insert(cursor, OrderLine, lines), levels, strict=True)
        held = [(line, level) for line, (level, _) in claims]
        _insert(cursor, Allocation, [
            {"line_id": line, "level_id": level, "quantity": 1, "released": 0, "picked": 0} for line, level in held
        ])  # fmt: skip
        charge = {"order_id": order, "kind": "shipping", "label": "Standard", "amount": Decimal("4.90")}
        _insert(cursor, OrderCharge, [charge])
        _insert(cursor, OrderTender, [{"order_id": order, "kind": "card", "token": "tok_visa"}])
        _insert(
            cursor, Event, [{"order_id": order, "seq": 1, "name": "orders.placed", "data": "{}", "actor": "system"}]
        )
        effect = {"task": "bench", "queue": "default", "key": f"raw-{who}", "payload": "{}", "state": "done",
                  "claimed_by": ""}  # fmt: skip
        _insert(cursor, Effect, [effect])
        key = {"scope": "raw", "key": str(who), "request_hash": "", "kind": "order", "reference": str(order)}
        _insert(cursor, IdempotencyKey, [key])
    return 1
