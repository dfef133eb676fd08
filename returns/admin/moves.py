"""The return's moves as the office offers them."""

from collections.abc import Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from returns.admin.forms import InspectForm, ReceiveForm, SentForm
from returns.models import Return, ReturnState
from returns.services.deciding import approve_return, cancel_return, expire_return, reject_return
from returns.services.inspecting import inspect_return
from returns.services.receiving import receive_return
from returns.services.sending import record_return_sent
from returns.services.settling import close_return, settle_return


def waits_for_inspection(ret: Return) -> Iterator[Blocker]:
    if ret.state != ReturnState.RECEIVED:
        yield Blocker(NOT_NOW, "nothing waits for inspection.")


RETURN_MOVES = {
    "approve": Move(service=approve_return, label="Approve", icon="task_alt", is_primary=True, done="Approved."),
    "reject": Move(
        service=reject_return, label="Reject", icon="block", needs_reason=True, is_danger=True,
        question="The reason is told to the customer.", done="Rejected.",
    ),
    "send": Move(
        service=record_return_sent, label="On its way", icon="local_shipping", form=SentForm, done="On its way.",
    ),
    "receive": Move(
        service=receive_return, label="Receive", icon="move_to_inbox", form=ReceiveForm, is_primary=True,
        question="What was in the parcel?", done="Received; the goods wait for inspection.",
    ),
    "inspect": Move(
        service=inspect_return, label="Inspect", icon="search", form=InspectForm, is_primary=True,
        find_blockers=waits_for_inspection, question="How do the goods look, and where do they go?", done="Inspected.",
    ),
    "resolve": Move(
        service=settle_return, label="Settle", icon="payments", is_primary=True,
        question="The order is credited with what the kept units cost the customer; the refund follows by itself.",
        done="Settled. The refund follows by itself.",
    ),
    "close": Move(service=close_return, label="Close", icon="flag", is_primary=True, done="Closed."),
    "expire": Move(
        service=expire_return, label="Let expire", icon="hourglass_disabled", is_danger=True, done="Expired."
    ),
    "cancel": Move(
        service=cancel_return, label="Cancel return", icon="cancel", needs_reason=True, is_danger=True,
        question="The customer keeps the goods.", done="Canceled.",
    ),
}  # fmt: skip
