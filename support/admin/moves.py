"""What can be done with a case, as the office offers it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.actors import Actor
from core.admin.moves import NOT_NOW, Move, Preview
from core.errors import Blocker
from core.money import format_money
from orders.admin.attach_form import AttachForm
from orders.models import Order
from orders.statuses import RefundTo
from payments.errors import GoodwillExceedsLimit
from payments.services.granting import ensure_goodwill
from support.admin.forms import AssignForm, GoodwillForm, LinkForm, MergeForm, RankForm, SnoozeForm, TextForm
from support.lifecycle import SETTLED
from support.models import Case
from support.selectors.allowance import allowance_of
from support.services.assigning import assign_case, take_case
from support.services.filing import attach_to_case
from support.services.goodwill import RIGHT as GOODWILL_RIGHT
from support.services.goodwill import Goodwill, give_goodwill
from support.services.mailing import link_case
from support.services.merging import RIGHT as MERGE_RIGHT
from support.services.merging import merge_blockers, merge_case
from support.services.moving import move_case
from support.services.ranking import rank_case
from support.services.snoozing import snooze_case, wake_case
from support.services.talking import add_note, reply

WORK = "support.work_case"


def not_settled(case: Case) -> Iterator[Blocker]:
    if case.state in SETTLED:
        yield Blocker(NOT_NOW, "it is settled.")


def not_merged(case: Case) -> Iterator[Blocker]:
    if case.merged_into_id is not None:
        yield Blocker(NOT_NOW, "it goes on in another case.")


def anytime(case: Case) -> Iterator[Blocker]:
    return iter(())


def without_order(case: Case) -> Iterator[Blocker]:
    if case.order_id is not None:
        yield Blocker(NOT_NOW, "it has its order.")


def about_an_order(case: Case) -> Iterator[Blocker]:
    if case.order is None or case.merged_into_id is not None:
        yield Blocker(NOT_NOW, "it is about no order.")


def only_free(case: Case) -> Iterator[Blocker]:
    yield from not_settled(case)
    if case.assignee_id is not None:
        yield Blocker(NOT_NOW, "somebody has it.")


def only_awake(case: Case) -> Iterator[Blocker]:
    yield from not_settled(case)
    if case.snoozed_until is not None:
        yield Blocker(NOT_NOW, "it is put aside.")


def only_asleep(case: Case) -> Iterator[Blocker]:
    if case.snoozed_until is None:
        yield Blocker(NOT_NOW, "it is awake.")


def only_mergeable(case: Case) -> Iterator[Blocker]:
    if merge_blockers(case):
        yield Blocker(NOT_NOW, "it is settled.")


def give_in_case(*, case_id: int, amount: Decimal, destination: str, key: str, reason: str, actor: Actor) -> Goodwill:
    """Goodwill for the order of the case. Raises whatever giving it raises."""
    order_id = Case.objects.values_list("order_id", flat=True).get(pk=case_id)
    return give_goodwill(
        order_id=order_id or 0, amount=amount, reason=reason, key=key, actor=actor, destination=destination,
        case_id=case_id,
    )  # fmt: skip


def preview_goodwill(subject: Case | Order, actor: Actor, given: Mapping[str, Any]) -> Preview | None:
    """What would be given, what was given before and today, and whether a second person is asked."""
    order = subject if isinstance(subject, Order) else subject.order
    if order is None:
        return None
    rows = [
        ("Goodwill", format_money(given["amount"], order.currency)),
        ("It goes", RefundTo(given["destination"]).label.lower()),
    ]
    notes = [allowance_of(order, actor).words]
    try:
        ensure_goodwill(order, given["amount"], actor=actor)
    except GoodwillExceedsLimit as error:
        notes.append(f"A second person will be asked: {error.message}")
    return Preview(rows=rows, notes=notes)


CASE_MOVES = {
    "reply": Move(
        service=reply, label="Answer", icon="reply", form=TextForm, is_primary=True, right="support.reply_case",
        find_blockers=not_settled, done="Answered; the case waits for the customer.",
    ),
    "note": Move(
        service=add_note, label="Note", icon="sticky_note_2", form=TextForm, right=WORK, find_blockers=anytime,
        done="Noted; the customer does not see it.",
    ),
    "take": Move(
        service=take_case, label="Take it", icon="front_hand", right=WORK, find_blockers=only_free, is_primary=True,
        done="It is yours.",
    ),
    "assign": Move(
        service=assign_case, label="Assign", icon="person_add", form=AssignForm, right=WORK, find_blockers=not_settled,
        done="Assigned.",
    ),
    "rank": Move(
        service=rank_case, label="Kind and priority", icon="priority_high", form=RankForm, right=WORK,
        find_blockers=not_settled, done="Its limits are reckoned anew.",
    ),
    "snooze": Move(
        service=snooze_case, label="Snooze", icon="snooze", form=SnoozeForm, right=WORK, find_blockers=only_awake,
        done="Put aside until then.",
    ),
    "wake": Move(
        service=wake_case, label="Wake", icon="alarm", right=WORK, find_blockers=only_asleep, done="It is back.",
    ),
    "goodwill": Move(
        service=give_in_case, label="Goodwill", icon="volunteer_activism", form=GoodwillForm, needs_reason=True,
        right=GOODWILL_RIGHT, find_blockers=about_an_order, told=lambda given: given.told, preview=preview_goodwill,
    ),
    "merge": Move(
        service=merge_case, label="Merge", icon="merge", form=MergeForm, right=MERGE_RIGHT, is_danger=True,
        find_blockers=only_mergeable, told=lambda into: f"It goes on in {into.number}.",
        question="Everything said, the mails and the files go over; this one is closed and leads there.",
    ),
    "attach": Move(
        service=attach_to_case, label="Attach file", icon="attach_file", form=AttachForm, right=WORK,
        find_blockers=not_merged, done="The file is kept with the case.",
    ),
    "link": Move(
        service=link_case, label="Link to an order", icon="link", form=LinkForm, right=WORK,
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
