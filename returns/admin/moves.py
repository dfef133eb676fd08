"""The return's moves as the office offers them."""

from collections.abc import Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from returns.admin.forms import InspectForm, PhotoForm, ReceiveForm, SentForm, SettleForm
from returns.models import Resolution, Return, ReturnState
from returns.selectors.labels import label_to_us
from returns.services.deciding import approve_return, cancel_return, expire_return, reject_return
from returns.services.going_back import request_label_back, send_goods_back
from returns.services.inspecting import inspect_return
from returns.services.labeling import LABELABLE, request_return_label
from returns.services.photographing import CLERK, keep_return_photo
from returns.services.receiving import receive_return
from returns.services.resting import give_up_rest
from returns.services.sending import record_return_sent
from returns.services.settling import close_return, settle_return


def waits_for_inspection(ret: Return) -> Iterator[Blocker]:
    if ret.state != ReturnState.RECEIVED or not any(line.waits_for_inspection for line in ret.lines.all()):
        yield Blocker(NOT_NOW, "nothing waits for inspection.")


def takes_more(ret: Return) -> Iterator[Blocker]:
    """The first box is received by the machine's own move; this button is for the others."""
    if ret.state != ReturnState.RECEIVED or not any(line.is_awaited for line in ret.lines.all()):
        yield Blocker(NOT_NOW, "no other box is to come.")


def needs_label(ret: Return) -> Iterator[Blocker]:
    if ret.state not in LABELABLE or label_to_us(ret.number) is not None:
        yield Blocker(NOT_NOW, "no label is needed.")


def repaired_goods_wait(ret: Return) -> Iterator[Blocker]:
    if ret.state != ReturnState.RESOLVED or ret.resolution != Resolution.REPAIR or ret.goods_back_at is not None:
        yield Blocker(NOT_NOW, "nothing goes back.")


def is_open(ret: Return) -> Iterator[Blocker]:
    if ret.ended_at is not None:
        yield Blocker(NOT_NOW, "it is over.")


RETURN_MOVES = {
    "approve": Move(service=approve_return, label="Approve", icon="task_alt", is_primary=True, done="Approved."),
    "reject": Move(
        service=reject_return, label="Reject", icon="block", needs_reason=True, is_danger=True,
        question="The reason is told to the customer.", done="Rejected.",
    ),
    "label": Move(
        service=request_return_label, label="Return label", icon="label", right="returns.label_return",
        find_blockers=needs_label, done="The label is being bought.",
    ),
    "send": Move(
        service=record_return_sent, label="On its way", icon="local_shipping", form=SentForm, done="On its way.",
    ),
    "receive": Move(
        service=receive_return, label="Receive", icon="move_to_inbox", form=ReceiveForm, is_primary=True,
        question="What was in the box?", done="Received; the goods wait for inspection.",
    ),
    "receive_more": Move(
        service=receive_return, label="Receive another box", icon="move_to_inbox", form=ReceiveForm,
        question="What was in this box?", find_blockers=takes_more, done="Received; the goods wait for inspection.",
    ),
    "give_up_rest": Move(
        service=give_up_rest, label="The rest does not come", icon="unpublished", needs_reason=True,
        right="returns.receive_return", find_blockers=takes_more, question="Units still to come are free again.",
        done="Nothing more of it is awaited.",
    ),
    "inspect": Move(
        service=inspect_return, label="Inspect", icon="search", form=InspectForm, is_primary=True,
        find_blockers=waits_for_inspection, question="How do the goods look, and where do they go?", done="Inspected.",
    ),
    "photo": Move(
        service=keep_return_photo, label="Add a picture", icon="photo_camera", form=PhotoForm, right=CLERK,
        find_blockers=is_open, done="The picture is kept with the return.",
    ),
    "resolve": Move(
        service=settle_return, label="Settle", icon="payments", is_primary=True, form=SettleForm,
        question="The order is credited with what the kept units cost the customer, less the fees; the refund follows.",
        done="Settled. The refund follows by itself.",
    ),
    "label_back": Move(
        service=request_label_back, label="Label for the way back", icon="label", right="returns.settle_return",
        find_blockers=repaired_goods_wait, done="The label is being bought.",
    ),
    "send_back": Move(
        service=send_goods_back, label="Repaired goods left", icon="outbox", is_primary=True,
        right="returns.settle_return", find_blockers=repaired_goods_wait, done="They are on their way to the customer.",
    ),
    "close": Move(service=close_return, label="Close return", icon="flag", is_primary=True, done="Closed."),
    "expire": Move(
        service=expire_return, label="Let expire", icon="hourglass_disabled", is_danger=True, done="Expired."
    ),
    "cancel": Move(
        service=cancel_return, label="Cancel return", icon="cancel", needs_reason=True, is_danger=True,
        question="The customer keeps the goods.", done="Canceled.",
    ),
}  # fmt: skip
