"""What placing costs in statements: a constant number, more only for what an order asks for."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import SYSTEM
from orders.intake.reference import reference
from orders.intake.requests import CustomerRequest
from orders.services.placing import place_orders
from orders.tests.factories import open_shop, placed_order
from orders.tests.kits import kit_lines, sell_kit
from orders.tests.voucher_factories import VoucherFactory

pytestmark = pytest.mark.django_db
PLAIN = 8


def statements(shop, lines: int, *, buyer: str = "", kits: int = 0, **options) -> int:
    reference()
    who = buyer or f"buyer-{lines}"
    customer = CustomerRequest(name=who, email=f"{who}@example.com")
    request = shop.request(
        dict.fromkeys(range(lines), 1), idempotency_key=f"n-{lines}-{who}", customer=customer, **options
    )
    if kits:
        request = replace(request, lines=kit_lines(units=kits))
    with CaptureQueriesContext(connection) as captured:
        (outcome,) = place_orders([request], actor=SYSTEM)
    assert outcome.error is None
    return len([q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.fixture
def big_shop(db):
    return open_shop(skus=50, stock=20)


def test_placing_takes_at_most_twelve_statements_however_many_lines(big_shop):
    counts = {lines: statements(big_shop, lines) for lines in (1, 3, 50)}

    assert counts == dict.fromkeys((1, 3, 50), PLAIN)


def test_kits_cost_no_statement_more(big_shop):
    sell_kit(big_shop, {0: 2, 1: 1, 2: 3})

    assert statements(big_shop, 1, kits=2) == PLAIN


def test_a_customer_who_is_known_costs_no_more_than_a_new_one(big_shop):
    placed_order(big_shop)

    assert statements(big_shop, 3, buyer="ada") == PLAIN


def test_with_every_fact_heard_it_stays_within_twelve_also_for_a_new_customer_with_a_limited_voucher(
    big_shop, settings
):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    # Whether any shop listens is asked once in five seconds.
    statements(big_shop, 1)
    personal = VoucherFactory(max_uses=100, max_uses_per_customer=1)

    assert statements(big_shop, 3) == PLAIN + 1
    assert statements(big_shop, 2, voucher_codes=[personal.code]) == PLAIN + 4 == 12


def test_vouchers_cost_two_statements_and_one_more_when_limited_per_customer(big_shop):
    free = VoucherFactory(max_uses=100)
    personal = VoucherFactory(max_uses_per_customer=1)

    counts = {lines: statements(big_shop, lines, voucher_codes=[free.code]) for lines in (1, 3, 50)}
    both = statements(big_shop, 2, voucher_codes=[free.code, personal.code])

    assert counts == dict.fromkeys((1, 3, 50), PLAIN + 2)
    assert both == PLAIN + 3 <= 12
