"""Who orders: customers with one address each, three orders for each of them."""

from customers.models import Address, Customer
from desk.people.invent import FIRST_NAMES, LAST_NAMES
from desk.people.places import PLACES
from desk.scale.filling import chance, fill, one_of

ORDERS_EACH = 3
CALLED = "scale-"
_STREETS = ("Mill Lane", "Station Road", "Garden Street", "Harbor Way", "Church Hill", "Market Square", "River Walk")
_TOWNS = PLACES["DE"]


def write_customers(*, first: int, last: int, seed: int) -> int:
    """Customers ``first`` to ``last`` that are not there yet, with their addresses; how many there were to make."""
    numbers = f"FROM generate_series({first}::bigint, {last}::bigint) AS n (i)"
    name = (
        f"{one_of(FIRST_NAMES, chance(seed, 1, 'n.i', len(FIRST_NAMES)))} || ' ' ||"
        f" {one_of(LAST_NAMES, chance(seed, 2, 'n.i', len(LAST_NAMES)))}"
    )
    made = fill(
        Customer, f"{numbers} ON CONFLICT (external_id) DO NOTHING",
        number="'CU-' || nextval('number_customer_seq')", external_id=f"'{CALLED}' || n.i", name=name,
        email=f"lower(replace({name}, ' ', '.')) || n.i || '@example.com'", phone="'+4930' || (20000000 + n.i)",
        company=f"CASE WHEN {chance(seed, 3, 'n.i', 12)} = 0 THEN 'Firm ' || n.i ELSE '' END",
    )  # fmt: skip
    town = chance(seed, 4, "c.id", len(_TOWNS))
    fill(
        Address,
        f"""FROM generate_series({first}::bigint, {last}::bigint) AS n (i)
        JOIN customers_customer c ON c.external_id = '{CALLED}' || n.i
        WHERE NOT EXISTS (SELECT 1 FROM customers_address a WHERE a.customer_id = c.id)""",
        customer_id="c.id", name="c.name", company="c.company",
        line1=f"{one_of(_STREETS, chance(seed, 5, 'c.id', len(_STREETS)))} || ' ' || (1 + c.id %% 180)",
        city=one_of(tuple(city for city, _, _ in _TOWNS), town),
        postal_code=one_of(tuple(code for _, code, _ in _TOWNS), town), country="'DE'",
    )  # fmt: skip
    return made
