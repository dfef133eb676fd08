"""What-if of sourcing rules: begun by a person, worked in chunks, never touching an order or a level."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import Channel
from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from orders.events import TrialStretchDue
from orders.intake.reference import reference
from orders.models import SourcingTrial, Strategy, TrialOrder, TrialState
from orders.replay.comparing import no_totals, replay
from orders.replay.past import next_orders

RIGHT = "orders.try_sourcing"
ORDERS_A_CHUNK = 100
MOST_DAYS = 90


@service
def request_trial(
    *,
    channel_id: int,
    strategies: Sequence[str],
    days: int,
    max_sources: int | None = None,
    actor: Actor,
    now: datetime,
) -> SourcingTrial:  # fmt: skip
    """A replay of the channel's orders of the last ``days`` under a draft of rules, worked by the workers.

    Raises NotPermitted, and InvalidInput for a rule nobody knows or named twice, or more days than are replayed.
    """
    ensure_may(actor, RIGHT)
    if not strategies or len(set(strategies)) < len(strategies) or set(strategies) - set(Strategy.values):
        raise InvalidInput("Choose at least one rule, and each rule once.", field="strategies")
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"Between 1 and {MOST_DAYS} days are replayed.", field="days")
    if max_sources is not None and max_sources < 1:
        raise InvalidInput("An order is taken from at least one warehouse.", field="max_sources")
    known, channel = reference(), Channel.objects.get(pk=channel_id)
    if not known.warehouses_for(channel):
        raise InvalidInput("There is no active warehouse to take goods from. Add one.", field="channel")
    trial = SourcingTrial.objects.create(
        channel=channel, strategies=list(strategies), max_sources=max_sources, since=now - timedelta(days=days),
        until=now, present=list(known.sourcing_rules.get(channel_id, ())), asked_by=actor.label, asked_at=now,
        totals=no_totals(),
    )  # fmt: skip
    publish(TrialStretchDue(trial_id=trial.pk, chunk=trial.chunk), actor=actor)
    return trial


@service
def cancel_trial(*, trial_id: int, actor: Actor) -> SourcingTrial:
    """The trial, stopped after the chunk under way; what it found so far stays. Raises NotPermitted, MoveRefused."""
    ensure_may(actor, RIGHT)
    trial = SourcingTrial.objects.select_for_update(no_key=True).get(pk=trial_id)
    if trial.state != TrialState.RUNNING:
        sentence = f"the trial is {trial.get_state_display().lower()}."
        raise MoveRefused("cancel", [Blocker("state", sentence, fix="Start another one.")])
    return _end(trial, TrialState.CANCELED)


@service
def replay_chunk(*, trial_id: int, limit: int = ORDERS_A_CHUNK) -> bool:
    """Replay the next orders; False when there are none any more or the trial was stopped.

    Figures, differing orders, books and checkpoint are one commit, under the trial's lock: each order counts once.
    """
    trial = (
        SourcingTrial.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=trial_id)
    )
    if trial.state != TrialState.RUNNING:
        return False
    past = next_orders(trial, limit=limit)
    if not past:
        _end(trial, TrialState.DONE)
        return False
    TrialOrder.objects.bulk_create(replay(trial, past, reference()))
    trial.reached_at, trial.reached_id = past[-1].order.placed_at, past[-1].order.pk
    trial.orders += len(past)
    fields = ["reached_at", "reached_id", "orders", "differing", "faithful", "books", "totals"]
    trial.save(update_fields=fields)
    return True


@service
def end_stretch(*, trial_id: int, chunk: int) -> None:
    """What is left of the trial is the next stretch; one that was ended already is not ended twice."""
    trial = SourcingTrial.objects.select_for_update(no_key=True).get(pk=trial_id)
    if trial.state == TrialState.RUNNING and trial.chunk == chunk:
        trial.chunk += 1
        trial.save(update_fields=["chunk"])
        publish(TrialStretchDue(trial_id=trial.pk, chunk=trial.chunk), actor=SYSTEM)


def _end(trial: SourcingTrial, state: TrialState) -> SourcingTrial:
    trial.state, trial.finished_at, trial.books = state, timezone.now(), {}
    trial.save(update_fields=["state", "finished_at", "books"])
    return trial
