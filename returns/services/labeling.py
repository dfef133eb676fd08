"""Labels of a return: for the goods to come, and for what goes back repaired."""

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service, tried
from returns.lifecycle import ReturnState
from returns.locks import lock_return
from returns.models import LabelPayer, Return
from returns.selectors.labels import CAUSE, RESTING, contents_of, return_labels, weight_of
from returns.services.sending import record_return_sent
from shipping.errors import NoCarrier
from shipping.models import Direction, LooseLabel
from shipping.services.loose_labels import request_loose_label, request_loose_void
from shipping.statuses import TrackingStatus

LABELABLE = (ReturnState.APPROVED, ReturnState.IN_TRANSIT)
MOVING = frozenset(TrackingStatus) - RESTING


@service
def request_return_label(*, return_id: int, actor: Actor) -> LooseLabel:
    """The label a worker will buy for goods to come; the live one when there is one.

    Raises NotPermitted, InvalidInput for an order without an address, NoCarrier, and MoveRefused when nothing is to
    come.
    """
    ret = lock_return(return_id)
    ensure_may(actor, "returns.label_return")
    if ret.state not in LABELABLE:
        sentence = f"the return is {ret.get_state_display().lower()}."
        raise MoveRefused("buy a label", [Blocker("nothing_to_come", sentence, fix="Approve the return first.")])
    return ask_for_label(ret, Direction.TO_US)


def ask_for_label(ret: Return, direction: Direction) -> LooseLabel:
    """The label of a locked return in one direction. Raises InvalidInput and NoCarrier."""
    lines = list(ret.lines.select_related("order_line__sku"))
    return request_loose_label(
        order_id=ret.order_id, warehouse_id=ret.warehouse_id, direction=direction, cause=(CAUSE, ret.number),
        weight_grams=weight_of(lines), contents=contents_of(lines), actor=SYSTEM,
    )  # fmt: skip


def send_label_when_ours(ret: Return) -> None:
    """Ask for the label of an approved return that we pay or deduct.

    Where it cannot be had the return is approved all the same: its page shows that the label is missing.
    """
    if ret.label_payer != LabelPayer.CUSTOMER:
        with tried(NoCarrier, InvalidInput):
            ask_for_label(ret, Direction.TO_US)


def give_labels_back(ret: Return) -> None:
    """Labels nobody uses any more go back to their carrier; what moves already, or is past its time, stays."""
    for label in return_labels([ret.number]):
        if label.is_wanted and label.direction == Direction.TO_US:
            with tried(MoveRefused):
                request_loose_void(looselabel_id=label.pk, actor=SYSTEM)


@service
def follow_return_label(*, label_id: int) -> None:
    """The carrier moved a label of a return: goods on their way to us are in transit. Repetition is harmless."""
    label = LooseLabel.objects.select_related("account").filter(pk=label_id, cause_kind=CAUSE).first()
    if label is None or label.direction != Direction.TO_US or label.tracking_status not in MOVING:
        return
    return_id = Return.objects.filter(number=label.cause_reference).values_list("pk", flat=True).first()
    if return_id is None or lock_return(return_id).state != ReturnState.APPROVED:
        return
    record_return_sent(
        return_id=return_id, carrier=label.account.name[:40], tracking_number=label.tracking_number, actor=SYSTEM
    )
