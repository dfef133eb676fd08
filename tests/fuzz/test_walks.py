"""Random walks through the whole life of orders: whatever happens, the books keep their promises."""

from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Max
from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from psycopg.pq import TransactionStatus

from core.actors import SYSTEM
from core.audit.registry import promises
from core.models import Effect, Event
from fulfillment.models import FulfillmentOrder
from orders.intake.requests import TenderRequest
from orders.services.placing import place_orders
from orders.tests.factories import Shop, open_shop, placed_order
from orders.tests.voucher_factories import FixedVoucherFactory, ShippingVoucherFactory, VoucherFactory
from shipping.models import ShippingLabel
from tests import books
from tests.fuzz.desk_rules import DeskRules
from tests.fuzz.floor_rules import FloorRules, bring
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
    "orders.canceled", "orders.shorted", "orders.backorder_filled", "orders.changed", "returns.received",
    "returns.inspected", "returns.resolved", "payments.refunded",
})  # fmt: skip


def broken(numbers: frozenset[int] | None = None) -> dict[str, list]:
    wanted = [one for one in promises() if numbers is None or one.number in numbers]
    return books.broken(wanted)


class Walk(DeskRules, FloorRules, MoneyRules, StockRules):
    """One savepoint per walk, undone at its end: every walk begins with the same orders on their way."""

    def __init__(self, *, shop: Shop, carrier_url: str, done: Counter[str], last_event: int) -> None:
        super().__init__()
        self.shop, self.carrier_url, self.done, self.last_event = shop, carrier_url, done, last_event
        self.pace, self.steps = 1, 0
        self.frame = transaction.atomic()
        self.frame.__enter__()

    @initialize(pace=st.sampled_from([1, 1, 2, 4]))
    def choose_pace(self, pace):
        self.pace = pace

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


def orders_on_their_way(shop: Shop, carrier_url: str) -> None:
    """One is delivered, one labeled, one picked, one confirmed, and one waits for its transfer."""
    sent = placed_order(shop, {0: 2, 1: 1})
    labeled = placed_order(shop, {0: 1, 1: 1})
    placed_order(shop, {0: 1})
    people.work()
    people.release_and_pick(shop.warehouses[0].pk)
    for order in (sent, labeled):
        people.pack(FulfillmentOrder.objects.get(order=order))
        people.work()
        if order is sent:
            people.hand_over(shop.warehouses[0].pk)
            people.work()
            bring(carrier_url, ShippingLabel.objects.get(parcel__state="shipped"))
    placed_order(shop, {1: 2})
    place_orders([shop.request({0: 2}, tenders=[TenderRequest(kind="transfer")])], actor=SYSTEM)
    people.work()


LONG = 1000


# A handful of walks in each part of the everyday run, parts that several processes share; the long form is one of a
# thousand.
PARTS, OF_EACH = 5, 4


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_the_books_keep_their_promises(outside, pytestconfig, part):
    shop = open_shop(skus=2, stock=8)
    VoucherFactory(code="FEW", max_uses=2, max_uses_per_customer=2)
    FixedVoucherFactory(code="ODD", amount=Decimal("7.77"))
    ShippingVoucherFactory(code="SHIP")
    form = settings.get_profile(pytestconfig.getoption("--hypothesis-profile") or "walks")
    if (is_long := form.max_examples >= LONG) and part:
        pytest.skip("The long form is one part.")
    done: Counter[str] = Counter()
    orders_on_their_way(shop, outside)
    last_event = Event.objects.aggregate(last=Max("pk"))["last"]

    walk = partial(Walk, shop=shop, carrier_url=outside, done=done, last_event=last_event)
    run_state_machine_as_test(
        walk if is_long else seed(part)(walk), settings=form if is_long else settings(form, max_examples=OF_EACH)
    )

    print(dict(done.most_common()))  # how far the walks came
    if is_long:
        # Thirty walks may by chance leave a road out; a thousand that do were not walks.
        assert FAR_ENOUGH - done.keys() == set()
