"""An edit of a placed order in one go, for those who know what they want: all its steps, or nothing."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from orders.editing.steps import Step
from orders.models import Order, OrderChange
from orders.selectors.change_preview import ChangePreview, preview_change
from orders.services.applying import confirm_change
from orders.services.changing import add_action, open_change


@service
def edit_order(
    *, order_id: int, steps: Sequence[Step], reason: str, actor: Actor, expected_version: int | None = None
) -> Order:
    """The order with all steps made. Raises what ``open_change``, ``add_action`` and ``confirm_change`` raise.

    An edit that somebody has open already refuses it: it is theirs to finish or to drop.
    """
    change = open_change(order_id=order_id, actor=actor, expected_version=expected_version, reason=reason)
    _take(change, steps, actor)
    return confirm_change(change_id=change.pk, actor=actor, reason=reason).order


def try_edit(
    *, order_id: int, steps: Sequence[Step], actor: Actor, expected_version: int | None = None
) -> ChangePreview:
    """What ``edit_order`` would do, with the reasons why it could not; nothing of it is kept.

    Raises what ``open_change`` and ``add_action`` raise.
    """
    with transaction.atomic():
        change = open_change(order_id=order_id, actor=actor, expected_version=expected_version)
        _take(change, steps, actor)
        preview = preview_change(change, now=timezone.now())
        transaction.set_rollback(True)
    return preview


def _take(change: OrderChange, steps: Sequence[Step], actor: Actor) -> None:
    """All steps, in their order; a refused one is named by its place."""
    for place, step in enumerate(steps):
        try:
            add_action(change_id=change.pk, step=step, actor=actor)
        except InvalidInput as error:
            error.context["field"] = f"steps[{place}].{error.context.get('field', 'kind')}"
            raise
