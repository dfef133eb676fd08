"""Who bought in the past: some once, some again and again; the demo's own customers are among them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from core.numbers import next_numbers
from customers.models import Address, Customer
from desk.people.invent import invent_address, invent_customer, number_for

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
    numbers = next_numbers("customer", len(first_seen))
    customers = Customer.objects.bulk_create(
        _customer(who, number, seen) for number, (who, seen) in zip(numbers, first_seen.items(), strict=True)
    )
    addresses = Address.objects.bulk_create(
        _address(who, customer) for who, customer in zip(first_seen, customers, strict=True)
    )
    return {
        who: (customer.pk, address.pk) for who, customer, address in zip(first_seen, customers, addresses, strict=True)
    }


def _customer(who: str, number: str, seen: datetime) -> Customer:
    asked = invent_customer(who)
    return Customer(
        number=number, external_id=who, name=asked.name, email=asked.email, created_at=seen,
        locale="de" if country_of(who) in ("DE", "AT") else "en",
    )  # fmt: skip


def _address(who: str, customer: Customer) -> Address:
    """The same one that the demo's day would ask for."""
    asked = invent_address(f"{who} {country_of(who)}", country_of(who))
    return Address(
        customer=customer, name=asked.name, line1=asked.line1, city=asked.city, region=asked.region,
        postal_code=asked.postal_code, country=asked.country, created_at=customer.created_at,
    )  # fmt: skip
