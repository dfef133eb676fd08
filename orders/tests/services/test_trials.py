"""Orders of the past under a draft of rules: compared, counted once, and nothing of them touched."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Effect, Event
from inventory.models import DeliveryArea, StockLevel
from orders.intake.reference import forget_reference
from orders.models import Allocation, Order, SourcingRule, SourcingTrial, Strategy, TrialOrder, TrialState
from orders.services.trials import cancel_trial, end_stretch, replay_chunk, request_trial
from orders.tests.factories import Shop, dispatched_order, placed_order

pytestmark = pytest.mark.django_db


def trial_of(shop: Shop, *strategies: str, **options) -> SourcingTrial:
    return request_trial(
        channel_id=shop.channel.pk, strategies=strategies or [Strategy.DISTANCE], days=30, actor=SYSTEM,
        now=timezone.now(), **options,
    )  # fmt: skip


def replayed(trial: SourcingTrial, *, limit: int = 100) -> SourcingTrial:
    while replay_chunk(trial_id=trial.pk, limit=limit):
        pass
    trial.refresh_from_db()
    return trial


@pytest.fixture
def near(shop) -> Shop:
    """The second warehouse is nearer and cheaper, and has ten of the first SKU too."""
    shop.receive(10, index=0, warehouse=1)
    for house, distance, cost in zip(shop.warehouses, (500, 10), ("9.00", "4.00"), strict=True):
        DeliveryArea.objects.create(warehouse=house, country="DE", distance_km=distance, parcel_cost=Decimal(cost))
    forget_reference()
    return shop


def test_a_draft_that_prefers_the_nearer_warehouse_is_compared_with_what_was_decided(near):
    order = placed_order(near, {0: 2})

    trial = replayed(trial_of(near))

    first, second = (house.pk for house in near.warehouses)
    row = TrialOrder.objects.get()
    assert (row.order_id, row.decided["warehouses"], row.draft["warehouses"]) == (order.pk, [first], [second])
    assert (trial.state, trial.orders, trial.differing, trial.faithful) == (TrialState.DONE, 1, 1, 1)
    assert (trial.totals["decided"]["cost"], trial.totals["draft"]["cost"]) == ("9.0000", "4.0000")
    assert (row.days_later, row.parcels_more) == (0, 0)


def test_the_present_rules_replayed_on_the_stock_of_then_decide_as_they_did(shop):
    """Of ten units the first order takes eight, the second waits for three of five; what shipped since is no matter."""
    dispatched_order(shop, {0: 8})
    second = placed_order(shop, {0: 5})
    shop.receive(50, index=0)

    trial = replayed(trial_of(shop, Strategy.PRIORITY))

    assert (trial.orders, trial.faithful, trial.differing) == (2, 2, 0)
    assert trial.totals["draft"] == trial.totals["present"]
    assert (trial.totals["decided"]["waits"], trial.totals["present"]["waits"]) == (1, 1)
    assert second.lines.get().backordered == 3


def test_what_the_draft_takes_is_not_there_for_the_next_order(near):
    for _ in range(3):
        placed_order(near, {0: 4})

    trial = replayed(trial_of(near, Strategy.DISTANCE))

    # Ten are near: two orders of four, and two units of the third.
    first, second = (house.pk for house in near.warehouses)
    assert [row.draft["warehouses"] for row in trial.rows.all()] == [[second], [second], [first, second]]
    assert trial.totals["draft"]["splits"] == 1


def test_a_replay_writes_nothing_but_itself(near):
    order = placed_order(near, {0: 2})
    before = (order.version, list(StockLevel.objects.order_by("pk").values()), list(Allocation.objects.values()))
    events = Event.objects.count()

    replayed(trial_of(near))

    order = Order.objects.get(pk=order.pk)
    assert before == (
        order.version, list(StockLevel.objects.order_by("pk").values()), list(Allocation.objects.values())
    )  # fmt: skip
    assert Event.objects.count() == events


def test_chunk_by_chunk_it_comes_to_the_same_and_a_stretch_is_ended_once(near):
    for _ in range(4):
        placed_order(near, {0: 3})
    at_once = replayed(trial_of(near))
    by_chunks = trial_of(near)
    effects = Effect.objects.count()

    assert replay_chunk(trial_id=by_chunks.pk, limit=1)
    for _ in range(2):
        end_stretch(trial_id=by_chunks.pk, chunk=1)
    replayed(by_chunks, limit=1)

    assert by_chunks.totals == at_once.totals
    assert (by_chunks.chunk, by_chunks.differing) == (2, at_once.differing)
    assert Effect.objects.count() == effects


def test_a_draft_is_refused_in_words_and_a_trial_is_stopped_once(shop):
    with pytest.raises(InvalidInput, match="each rule once"):
        trial_of(shop, Strategy.COST, Strategy.COST)
    with pytest.raises(NotPermitted):
        request_trial(
            channel_id=shop.channel.pk, strategies=["cost"], days=30, actor=Actor(kind="user", reference="1"),
            now=timezone.now() - timedelta(days=1),
        )  # fmt: skip
    trial = trial_of(shop)

    cancel_trial(trial_id=trial.pk, actor=SYSTEM)

    assert not replay_chunk(trial_id=trial.pk)
    with pytest.raises(MoveRefused):
        cancel_trial(trial_id=trial.pk, actor=SYSTEM)
    assert SourcingRule.objects.count() == 0
