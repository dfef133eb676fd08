"""What a person may do about money that waits, as buttons of its page."""

from collections.abc import Callable, Iterator

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from payments.models import MoneyTask, TaskKind
from payments.selectors.mismatched import mismatch_behind
from payments.services.accepting import accept_asked, accept_moved, accept_nothing, moved_blockers
from payments.services.matching import MATCHED, give_orphan_back, match_to_order
from payments.services.working import (
    DECIDED_ELSEWHERE,
    approve_write_off,
    ask_gateway_again,
    ask_write_off,
    close_task,
    send_refund_again,
    take_task,
)
from payments.statuses import TransactionKind


class OrderForm(MoveForm):
    """Which order the money is for."""

    order_number = forms.CharField(label="Order number", max_length=40, widget=UnfoldAdminTextInputWidget)


def when(fits: Callable[[MoneyTask], bool]) -> Callable[[MoneyTask], Iterator[Blocker]]:
    """Offers the button of an open task only where it makes sense."""

    def find(task: MoneyTask) -> Iterator[Blocker]:
        if task.closed_at is not None or not fits(task):
            yield Blocker(NOT_NOW, "it does not fit.")

    return find


def is_capture(task: MoneyTask) -> bool:
    is_free = not task.is_refunding and mismatch_behind(task) is None
    return is_free and task.kind in MATCHED and task.movement == TransactionKind.CAPTURE


def waits_for_its_end(task: MoneyTask) -> bool:
    return mismatch_behind(task) is not None


def find_moved_blockers(task: MoneyTask) -> Iterator[Blocker]:
    asked = mismatch_behind(task) if task.closed_at is None else None
    if asked is None:
        yield Blocker(NOT_NOW, "it does not fit.")
    else:
        yield from moved_blockers(task, asked)


def is_decided_here(task: MoneyTask) -> bool:
    return task.kind not in DECIDED_ELSEWHERE and not task.is_refunding and not waits_for_its_end(task)


def can_write_off(task: MoneyTask) -> bool:
    return is_decided_here(task) and not task.write_off_asked_by


TASK_MOVES = {
    "match": Move(
        service=match_to_order, label="Match to an order", icon="join", form=OrderForm, is_primary=True,
        question="The money is written down for the order; what the order does not owe goes back.",
        right="payments.receive_payment", find_blockers=when(is_capture), done="Written down.",
    ),
    "give_back": Move(
        service=give_orphan_back, label="Give it back", icon="undo",
        question="The gateway is asked to give all of it back to the card.", right="payments.request_refund",
        find_blockers=when(lambda task: task.kind == TaskKind.ORPHAN and is_capture(task)),
        done="A worker asks the gateway; the task closes when it is done.",
    ),
    "send_again": Move(
        service=send_refund_again, label="Send the refund again", icon="refresh", is_primary=True,
        right="payments.request_refund", done="On its way.",
        find_blockers=when(lambda task: task.kind == TaskKind.FAILED_REFUND),
    ),
    "ask_again": Move(
        service=ask_gateway_again, label="Ask the gateway now", icon="contact_support", is_primary=True,
        right="payments.work_moneytask", done="A worker asks; the task closes when the gateway knows.",
        find_blockers=when(lambda task: task.is_refunding or task.kind == TaskKind.UNKNOWN),
    ),
    "accept_moved": Move(
        service=accept_moved, label="Write down what it moved", icon="edit_note", is_primary=True,
        question="What was asked is written down as failed, what the gateway moved as made; the rest stays to be done.",
        right="payments.receive_payment", find_blockers=find_moved_blockers, done="Written down.",
    ),
    "accept_asked": Move(
        service=accept_asked, label="It stands as asked", icon="task_alt", needs_reason=True,
        question="The gateway has put it right: what was asked is written down as made.",
        right="payments.receive_payment", find_blockers=when(waits_for_its_end), done="Written down.",
    ),
    "accept_nothing": Move(
        service=accept_nothing, label="Nothing of it counts", icon="block", needs_reason=True,
        question="The gateway took back what it moved: what was asked is written down as failed.",
        right="payments.receive_payment", find_blockers=when(waits_for_its_end), done="Written down.",
    ),
    "take": Move(
        service=take_task, label="I look after it", icon="back_hand", right="payments.work_moneytask",
        find_blockers=when(lambda task: True), done="It is yours.",
    ),
    "approve_write_off": Move(
        service=approve_write_off, label="Agree to write it off", icon="thumb_up",
        question="The money is given up. Who asked for it cannot agree.", right="payments.approve_write_off",
        find_blockers=when(lambda task: bool(task.write_off_asked_by) and is_decided_here(task)), done="Written off.",
    ),
    "ask_write_off": Move(
        service=ask_write_off, label="Ask to write it off", icon="money_off", needs_reason=True,
        right="payments.ask_write_off", find_blockers=when(can_write_off),
        done="A second person decides.",
    ),
    "close": Move(
        service=close_task, label="Close: settled elsewhere", icon="done", needs_reason=True,
        right="payments.work_moneytask", find_blockers=when(is_decided_here), done="Closed.",
    ),
}  # fmt: skip
