"""Who bought in the past: some once, some again and again; the demo's own customers are among them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from django.db import connection

from customers.models import Address, Customer
from desk.people.invent import invent_address, invent_customer, number_for
from desk.scale.filling import fill, rows_of, run

# Of a hundred orders so many are of somebody who ordered before.
COME_BACK = 40
_COUNTRIES = ("DE",) * 9 + ("AT", "AT", "FR", "NL", "ES")


def buyers(dice: Random, *, orders: int) -> Sequence[str]:
    """Who placed each order; who bought often is the likelier to come back."""
    strangers = [f"customer-{number}" for number in range(max(1, orders * (105 - COME_BACK) // 100))]
    dice.shuffle(strangers)
    bought: list[str] = []
    for _ in range(orders):
        is_back = bool(bought) and (not strangers or dice.randrange(100) < COME_BACK)
        bought.append(dice.choice(bought) if is_back else strangers.pop())
    return bought


def country_of(who: str) -> str:
    """Where somebody lives, ISO 3166 alpha-2."""
    return _COUNTRIES[number_for(f"{who} lives") % len(_COUNTRIES)]


def make_people(first_seen: Mapping[str, datetime]) -> dict[str, tuple[int, int]]:
    """Keys of customer and address by name; each is known since the first order. Three statements."""
    names = list(first_seen)
    asked = [invent_customer(who) for who in names]
    homes = [invent_address(f"{who} {country_of(who)}", country_of(who)) for who in names]
    people: dict[str, tuple[str, list[Any]]] = {
        "who": ("text", names), "seen": ("timestamptz", list(first_seen.values())),
        "name": ("text", [one.name for one in asked]), "email": ("text", [one.email for one in asked]),
        "locale": ("text", ["de" if home.country in ("DE", "AT") else "en" for home in homes]),
        "line1": ("text", [home.line1 for home in homes]), "city": ("text", [home.city for home in homes]),
        "region": ("text", [home.region for home in homes]), "country": ("text", [home.country for home in homes]),
        "postal_code": ("text", [home.postal_code for home in homes]),
    }  # fmt: skip
    run("DROP TABLE IF EXISTS past_person")
    run(
        f"""CREATE TEMPORARY TABLE past_person ON COMMIT DROP AS
        SELECT nextval('customers_customer_id_seq') AS id, nextval('customers_address_id_seq') AS address_id, given.*
        FROM {rows_of({column: kind for column, (kind, _) in people.items()})}""",
        **{column: values for column, (_, values) in people.items()},
    )
    fill(
        Customer, "FROM past_person p ORDER BY p.id", id="p.id", number="'CU-' || nextval('number_customer_seq')",
        external_id="p.who", name="p.name", email="p.email", locale="p.locale", created_at="p.seen",
    )  # fmt: skip
    fill(
        Address, "FROM past_person p ORDER BY p.id", id="p.address_id", customer_id="p.id", name="p.name",
        line1="p.line1", city="p.city", region="p.region", postal_code="p.postal_code", country="p.country",
        created_at="p.seen",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, id, address_id FROM past_person")
        return {who: (customer_id, address_id) for who, customer_id, address_id in cursor.fetchall()}
