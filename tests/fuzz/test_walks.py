"""Random walks through the whole life of orders: whatever happens, the books keep their promises."""

from functools import partial

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from psycopg.pq import TransactionStatus

from core.audit.registry import promises
from core.audit.runner import check
from core.models import Effect
from orders.tests.factories import Shop, open_shop
from tests.fuzz.desk_rules import DeskRules
from tests.fuzz.floor_rules import FloorRules
from tests.fuzz.money_rules import MoneyRules
from tests.journeys import people

pytestmark = pytest.mark.django_db
INERROR = TransactionStatus.INERROR
# Claims, quantities, money and summaries: the paragraphs that any single step could break.
EVERY_STEP = frozenset({2, 3, 4, 5, 7, 8, 9, 10, 11, 12})

# The floor follows the order by an effect; until it ran, the two may differ.
FOLLOWS = frozenset({"lines_match_floor"})


def broken(numbers: frozenset[int] | None = None) -> dict[str, list]:
    wanted = [one for one in promises() if numbers is None or one.number in numbers]
    return {one.name: found.sample for one in wanted if (found := check(one)).violations}


class Walk(DeskRules, FloorRules, MoneyRules):
    """One database transaction per walk, undone at its end."""

    def __init__(self, *, shop: Shop, carrier_url: str) -> None:
        super().__init__()
        self.shop, self.carrier_url = shop, carrier_url
        self.frame = transaction.atomic()
        self.frame.__enter__()

    @initialize()
    def first_orders(self):
        self.place(wish={0: 2, 1: 1}, kind="card")
        self.place(wish={0: 3}, kind="card")
        people.work()

    @rule()
    def workers(self):
        people.work()

    @invariant()
    def nothing_crashed(self):
        crashed = Effect.objects.filter(last_error__contains="Traceback")
        assert list(crashed.values_list("task", "last_error")) == []

    @invariant()
    def books_are_sound(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        found = broken(EVERY_STEP)
        if Effect.objects.filter(state="due").exists():
            found = {name: rows for name, rows in found.items() if name not in FOLLOWS}
        assert found == {}

    def teardown(self):
        try:
            if connection.needs_rollback or connection.connection.info.transaction_status == INERROR:
                return
            people.work()
            self.nothing_crashed()
            assert broken() == {}
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


@pytest.mark.slow
def test_whatever_happens_the_books_keep_their_promises(outside, pytestconfig):
    shop = open_shop(skus=2, stock=6)
    form = settings.get_profile(pytestconfig.getoption("--hypothesis-profile") or "walks")

    run_state_machine_as_test(partial(Walk, shop=shop, carrier_url=outside), settings=form)
