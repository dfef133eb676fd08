"""Random walks over money alone: several tenders, every answer of gateway, bank and customer, refunds, ends, disputes.

After every step promises 5 to 8 of the books and all that payments promise hold; at the end of each walk what the
gateway did is what our books say it did, and doing everything once more moves nothing.
"""

from collections import Counter
from functools import partial

import pytest
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test
from psycopg.pq import TransactionStatus

from core.effects import drain
from core.models import Event
from tests.fuzz.money_walk import calm
from tests.fuzz.money_walk.going_back import GoingBackRules
from tests.fuzz.money_walk.ground import WAYS, Ground, open_ground
from tests.fuzz.money_walk.ordering import WISHES, OrderingRules
from tests.fuzz.money_walk.paying import PayingRules

pytestmark = pytest.mark.django_db
INERROR = TransactionStatus.INERROR
POLICIES = st.fixed_dictionaries({
    "capture_policy": st.sampled_from(["on_shipment", "on_shipment", "on_confirm", "delayed"]),
    "expiry_policy": st.sampled_from(["reauthorize", "capture", "release", "hold"]),
    "invoice_on": st.sampled_from(["none", "shipment", "capture"]),
})  # fmt: skip


class MoneyWalk(PayingRules, OrderingRules, GoingBackRules):
    """One savepoint per walk, undone at its end."""

    def __init__(self, *, ground: Ground, done: "Counter[str]", last_event: int) -> None:
        super().__init__()
        self.ground, self.done, self.last_event = ground, done, last_event
        self.sent, self.pace, self.steps, self.seen = {}, 1, 0, ""
        self.frame = transaction.atomic()
        self.frame.__enter__()

    @initialize(
        way=st.sampled_from(WAYS), policies=POLICIES, wish=WISHES, pace=st.sampled_from([1, 1, 2, 4]),
        parcels=st.sampled_from([0, 0, 1, 2, 3]),
    )  # fmt: skip
    def begin(self, way, policies, wish, pace, parcels):
        """An order, of which some left already when the walk begins."""
        self.way, self.pace = way, pace
        self.ground.begin(way, policies)
        self.place(wish)
        for parcel in range(parcels):
            drain()
            self.pay_everything()
            self.ship(choice=0, line=parcel, units=None if parcel == 1 else 1)

    @invariant()
    def workers_keep_up(self):
        self.steps += 1
        if self.steps % self.pace == 0:
            drain()

    @invariant()
    def books_are_sound(self):
        """Looked at whenever anything was written."""
        now = calm.position_of_the_log()
        if now == self.seen:
            return
        assert calm.crashed() == []
        assert calm.broken() == {}
        self.seen = calm.position_of_the_log()

    def teardown(self):
        try:
            if connection.needs_rollback or connection.connection.info.transaction_status == INERROR:
                return
            self.ground.behave()
            calm.come_to_rest()
            assert calm.crashed() == []
            assert calm.broken() == {}
            assert calm.under_way() == []
            assert calm.differences(self.ground.truth()) == {}
            assert calm.taken_too_much() == {}
            assert calm.moved_by_doing_it_again() == []
            self.done.update(Event.objects.filter(pk__gt=self.last_event).values_list("name", flat=True))
            self.done.update(calm.kinds_of_money_moved())
            self.done["walks"] += 1
            if self.done["walks"] % 25 == 0:
                print(f"{self.done['walks']} walks", flush=True)
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)


@pytest.mark.slow
def test_whatever_happens_to_money_the_books_keep_their_promises(gateway_simulator, settings, form):
    settings.GATEWAY_URL = gateway_simulator.url
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    ground = open_ground(gateway_simulator.url)
    done: Counter[str] = Counter()
    walk = partial(MoneyWalk, ground=ground, done=done, last_event=calm.last_event())
    with ground.gateway:
        run_state_machine_as_test(walk, settings=calm.length(is_long=form.is_long))

    print(dict(done.most_common()))
