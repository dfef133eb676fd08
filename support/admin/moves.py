"""What can be done with a case, as the office offers it."""

from collections.abc import Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from support.admin.forms import TextForm
from support.lifecycle import SETTLED
from support.models import Case
from support.services.moving import move_case
from support.services.talking import add_note, reply


def not_settled(case: Case) -> Iterator[Blocker]:
    if case.state in SETTLED:
        yield Blocker(NOT_NOW, "it is settled.")


def anytime(case: Case) -> Iterator[Blocker]:
    return iter(())


CASE_MOVES = {
    "reply": Move(
        service=reply, label="Answer", icon="reply", form=TextForm, is_primary=True, right="support.reply_case",
        find_blockers=not_settled, done="Answered; the case waits for the customer.",
    ),
    "note": Move(
        service=add_note, label="Note", icon="sticky_note_2", form=TextForm, right="support.work_case",
        find_blockers=anytime, done="Noted; the customer does not see it.",
    ),
    "start": Move(service=move_case, arguments={"move": "start"}, label="Start", icon="play_arrow", done="Started."),
    "wait_for_customer": Move(
        service=move_case, arguments={"move": "wait_for_customer"}, label="Wait for customer", icon="person",
        question="What are we waiting for?", done="Waiting for the customer.",
    ),
    "wait_for_carrier": Move(
        service=move_case, arguments={"move": "wait_for_carrier"}, label="Wait for carrier", icon="local_shipping",
        question="What are we waiting for?", done="Waiting for the carrier.",
    ),
    "wait_for_colleagues": Move(
        service=move_case, arguments={"move": "wait_for_colleagues"}, label="Wait for colleagues", icon="groups",
        question="What are we waiting for?", done="Waiting for colleagues.",
    ),
    "resolve": Move(
        service=move_case, arguments={"move": "resolve"}, label="Resolve", icon="task_alt",
        question="How was it resolved?", done="Resolved.",
    ),
    "close": Move(service=move_case, arguments={"move": "close"}, label="Close", icon="flag", done="Closed."),
    "reopen": Move(
        service=move_case, arguments={"move": "reopen"}, label="Reopen", icon="undo", needs_reason=True,
        done="Open again.",
    ),
}  # fmt: skip
