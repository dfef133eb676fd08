"""What can be done with a case, as the office offers it."""

from collections.abc import Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.admin.attach_form import AttachForm
from support.admin.forms import LinkForm, TextForm
from support.lifecycle import SETTLED
from support.models import Case
from support.services.filing import attach_to_case
from support.services.mailing import link_case
from support.services.moving import move_case
from support.services.talking import add_note, reply


def not_settled(case: Case) -> Iterator[Blocker]:
    if case.state in SETTLED:
        yield Blocker(NOT_NOW, "it is settled.")


def anytime(case: Case) -> Iterator[Blocker]:
    return iter(())


def without_order(case: Case) -> Iterator[Blocker]:
    if case.order_id is not None:
        yield Blocker(NOT_NOW, "it has its order.")


CASE_MOVES = {
    "reply": Move(
        service=reply, label="Answer", icon="reply", form=TextForm, is_primary=True, right="support.reply_case",
        find_blockers=not_settled, done="Answered; the case waits for the customer.",
    ),
    "note": Move(
        service=add_note, label="Note", icon="sticky_note_2", form=TextForm, right="support.work_case",
        find_blockers=anytime, done="Noted; the customer does not see it.",
    ),
    "attach": Move(
        service=attach_to_case, label="Attach file", icon="attach_file", form=AttachForm, right="support.work_case",
        find_blockers=anytime, done="The file is kept with the case.",
    ),
    "link": Move(
        service=link_case, label="Link to an order", icon="link", form=LinkForm, right="support.work_case",
        find_blockers=without_order, done="The case is about this order now.",
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
