"""Random walks through the whole life of orders: whatever happens, the books keep their promises."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Max
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from psycopg.pq import TransactionStatus

from core.audit.registry import promises
from core.audit.runner import check
from core.models import Effect, Event
from fulfillment.models import FulfillmentOrder
from orders.tests.factories import Shop, open_shop, placed_order
from shipping.models import ShippingLabel
from tests.fuzz.desk_rules import DeskRules
from tests.fuzz.floor_rules import FloorRules
from tests.fuzz.money_rules import MoneyRules
from tests.fuzz.stock_rules import StockRules
from tests.journeys import people

pytestmark = pytest.mark.django_db
INERROR = TransactionStatus.INERROR
# Stock, claims, quantities, money and summaries: the paragraphs that any single step could break.
EVERY_STEP = frozenset({1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12})

# The floor follows the order by an effect; until it ran, the two may differ.
FOLLOWS = frozenset({"lines_match_floor"})

# What some walk must have done after its beginning: without it the walks prove nothing about that end of life.
FAR_ENOUGH = frozenset({
    "orders.confirmed", "orders.picked", "orders.packed", "orders.dispatched", "orders.delivered", "orders.completed",
    "orders.canceled", "orders.shorted", "orders.backorder_filled", "returns.received", "returns.inspected",
    "returns.resolved", "payments.refunded",
})  # fmt: skip


def broken(numbers: frozenset[int] | None = None) -> dict[str, list]:
    wanted = [one for one in promises() if numbers is None or one.number in numbers]
    return {one.name: found.sample for one in wanted if (found := check(one)).violations}


class Walk(DeskRules, FloorRules, MoneyRules, StockRules):
    """One database transaction per walk, undone at its end."""

    def __init__(self, *, shop: Shop, carrier_url: str, done: Counter[str]) -> None:
        super().__init__()
        self.shop, self.carrier_url, self.done = shop, carrier_url, done
        self.pace, self.steps, self.last_event = 1, 0, 0
        self.frame = transaction.atomic()
        self.frame.__enter__()

    @initialize(pace=st.sampled_from([1, 1, 2, 4]))
    def orders_on_their_way(self, pace):
        """One is delivered, one labeled, one picked, one confirmed, and one waits for its transfer."""
        sent = placed_order(self.shop, {0: 2, 1: 1})
        labeled = placed_order(self.shop, {0: 1, 1: 1})
        placed_order(self.shop, {0: 1})
        people.work()
        people.release_and_pick(self.shop.warehouses[0].pk)
        for order in (sent, labeled):
            people.pack(FulfillmentOrder.objects.get(order=order))
            people.work()
            if order is sent:
                people.hand_over(self.shop.warehouses[0].pk)
                people.work()
                self.bring(ShippingLabel.objects.get(parcel__state="shipped"))
        placed_order(self.shop, {1: 2})
        self.place(wish={0: 2}, kind="transfer")
        people.work()
        self.pace = pace
        self.last_event = Event.objects.aggregate(last=Max("pk"))["last"]

    @rule()
    def workers(self):
        people.work()

    @invariant()
    def workers_keep_up(self):
        """How soon the workers follow is part of the chance."""
        self.steps += 1
        if self.steps % self.pace == 0:
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
            self.done.update(Event.objects.filter(pk__gt=self.last_event).values_list("name", flat=True))
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


LONG = 1000


@pytest.mark.slow
def test_whatever_happens_the_books_keep_their_promises(outside, pytestconfig):
    shop = open_shop(skus=2, stock=8)
    form = settings.get_profile(pytestconfig.getoption("--hypothesis-profile") or "walks")
    done: Counter[str] = Counter()

    run_state_machine_as_test(partial(Walk, shop=shop, carrier_url=outside, done=done), settings=form)

    print(dict(done.most_common()))  # how far the walks came
    if form.max_examples >= LONG:
        # Thirty walks may by chance leave a road out; a thousand that do were not walks.
        assert FAR_ENOUGH - done.keys() == set()
