"""Put an edit of a placed order together: open it, take steps, ask for agreement, drop it. The order stays as it is."""

from collections.abc import Sequence

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.fsm import perform
from core.selectors.people import actor_names
from core.service import service
from orders.editing.blocking import edit_blockers
from orders.editing.steps import Step, action_of, steps_by_line
from orders.events import ChangeDeclined, ChangeRequested
from orders.locks import lock_change, lock_order
from orders.models import Order, OrderChange, OrderChangeAction
from orders.models.change import OPEN_CHANGES
from orders.statuses import ActionKind, ChangeState

RIGHT = "orders.add_orderchange"
# Steps that say the same in two ways: the later one holds.
_REPLACES = {
    ActionKind.SET_QUANTITY: (ActionKind.SET_QUANTITY, ActionKind.CANCEL_UNITS),
    ActionKind.CANCEL_UNITS: (ActionKind.SET_QUANTITY, ActionKind.CANCEL_UNITS),
}


@service
def open_change(*, order_id: int, actor: Actor, expected_version: int | None = None, reason: str = "") -> OrderChange:
    """A change of the order to take steps in; one at a time.

    Raises NotPermitted, StaleVersion, and MoveRefused for an order that is over or that somebody is editing.
    """
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    reasons = [*edit_blockers(order), *_open_already(order)]
    if reasons:
        raise MoveRefused("edit", reasons)
    return OrderChange.objects.create(
        order=order, base_version=order.version, requested_by=actor.label, reason=reason.strip()
    )


def _open_already(order: Order) -> list[Blocker]:
    other = OrderChange.objects.filter(order=order, state__in=OPEN_CHANGES).first()
    if other is None:
        return []
    who = actor_names([other.requested_by])[other.requested_by]
    sentence = f"{who} has been editing it since {other.created_at:%Y-%m-%d %H:%M} UTC."
    return [Blocker("change_open", sentence, fix="Go on with that change, or drop it first.", fix_move="cancel_change")]


@service
def add_action(*, change_id: int, step: Step, actor: Actor, expected_version: int | None = None) -> OrderChangeAction:
    """One more step; one that says the same of the same line is replaced. Checked by itself; the whole by the preview.

    Raises NotPermitted, StaleVersion, MoveRefused when the change is no draft any more, and InvalidInput or
    RequestRefused naming the field.
    """
    order, change = lock_change(change_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    _ensure_draft(change)
    action = action_of(order, step, actor=actor, now=timezone.now())
    action.change, action.added_by = change, actor.label
    if action.kind != ActionKind.ADD_LINE:
        kinds = _REPLACES.get(ActionKind(action.kind), (action.kind,))
        change.actions.filter(kind__in=kinds, line=action.line).delete()
    action.save()
    _note_version(change, order)
    return action


@service
def remove_action(*, change_id: int, action_id: int, actor: Actor, expected_version: int | None = None) -> OrderChange:
    """The change without that step; one that is gone is gone. Raises NotPermitted, StaleVersion and MoveRefused."""
    order, change = lock_change(change_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    _ensure_draft(change)
    change.actions.filter(pk=action_id).delete()
    _note_version(change, order)
    return change


@service
def request_change(
    *, change_id: int, actor: Actor, reason: str = "", expected_version: int | None = None
) -> OrderChange:
    """Ask somebody entitled to agree. Raises NotPermitted, StaleVersion, and MoveRefused without any step."""
    order, change = lock_change(change_id, expected_version=expected_version)
    if not change.actions.exists():
        nothing = Blocker("nothing_changes", "nothing is to be changed yet.", fix="Take at least one step.")
        raise MoveRefused("ask for approval", [nothing])
    perform(change, "request", actor=actor, now=timezone.now())
    change.reason, change.base_version = reason.strip() or change.reason, order.version
    change.save(update_fields=["state", "requested_at", "reason", "base_version"])
    publish(ChangeRequested(order_id=order.pk, change_id=change.pk), actor=actor, note=change.reason)
    return change


@service
def decline_change(*, change_id: int, actor: Actor, reason: str) -> OrderChange:
    """Say no to a change that waits for approval. Raises NotPermitted and MoveRefused."""
    order, change = lock_change(change_id)
    perform(change, "decline", actor=actor, by=actor.label, now=timezone.now())
    change.save(update_fields=["state", "finished_by", "finished_at"])
    publish(ChangeDeclined(order_id=order.pk, change_id=change.pk), actor=actor, note=reason)
    return change


@service
def cancel_change(*, change_id: int, actor: Actor) -> OrderChange:
    """Drop a change nobody wants any more. Raises NotPermitted and MoveRefused when it is over."""
    _, change = lock_change(change_id)
    perform(change, "cancel", actor=actor, by=actor.label, now=timezone.now())
    change.save(update_fields=["state", "finished_by", "finished_at"])
    return change


def _ensure_draft(change: OrderChange) -> None:
    if change.state != ChangeState.DRAFT:
        sentence = f"it is {change.get_state_display().lower()}; its steps stand fast."
        wrong = Blocker("wrong_state", sentence, fix="Drop it and begin anew.", turns_on="changed")
        raise MoveRefused("change the steps", [wrong])


def _note_version(change: OrderChange, order: Order) -> None:
    """Whoever takes a step has seen the order as it is."""
    if change.base_version != order.version:
        change.base_version = order.version
        change.save(update_fields=["base_version"])


@service
def take_steps(
    *, order_id: int, steps: Sequence[Step], actor: Actor, expected_version: int | None = None
) -> OrderChange:
    """The order's open change, begun if there is none, with all of these steps or none of them.

    Raises what ``open_change`` and ``add_action`` raise.
    """
    order = lock_order(order_id, expected_version=expected_version)
    change = OrderChange.objects.filter(order=order, state__in=OPEN_CHANGES).first()
    change = change or open_change(order_id=order_id, actor=actor)
    for step in steps:
        for own in steps_by_line(order, step):
            add_action(change_id=change.pk, step=own, actor=actor)
    return change
