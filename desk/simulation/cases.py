"""Cases of the demo, one at every point of a case's life, so that no queue of it is empty."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from desk.simulation.script import CUSTOMER, REP, Script
from orders.models import Order
from orders.selectors.real import real_orders
from orders.statuses import OrderState
from support.models import Case, CaseKind, Priority
from support.services.merging import merge_case
from support.services.moving import move_case
from support.services.opening import open_case
from support.services.snoozing import snooze_case
from support.services.talking import add_note, record_customer_message, reply

MARK = "demo-"


@dataclass(frozen=True)
class Tale:
    """A customer's words, and what became of them: the moves made one after the other."""

    name: str
    subject: str
    text: str
    kind: CaseKind
    priority: Priority = Priority.NORMAL
    age: timedelta = timedelta(0)
    moves: tuple[str, ...] = ()


TALES = (
    Tale("open", "Can you wrap it?", "It is a present. Can you wrap it?", CaseKind.QUESTION),
    Tale("near", "Where is my parcel?", "It was promised for today and I fly tomorrow!", CaseKind.DELIVERY,
         Priority.URGENT, timedelta(minutes=95)),
    Tale("damaged", "Two cups are broken", "Two of the cups arrived broken, the box was wet.", CaseKind.DAMAGE,
         Priority.HIGH, moves=("start",)),
    Tale("customer", "Wrong color", "I ordered blue. This is green.", CaseKind.RETURN, moves=("answer",)),
    Tale("carrier", "Parcel does not move", "Tracking says nothing for a week.", CaseKind.DELIVERY,
         moves=("wait_for_carrier",)),
    Tale("colleagues", "Invoice with another name", "Please put our company on the invoice.", CaseKind.PAYMENT,
         moves=("wait_for_colleagues",)),
    Tale("resolved", "When do you open?", "When can I collect it?", CaseKind.QUESTION, moves=("answer", "resolve")),
    Tale("closed", "Thank you", "It arrived. Thank you!", CaseKind.FEEDBACK, moves=("resolve", "close")),
    Tale("snoozed", "Back in stock?", "Tell me when the large one is there again.", CaseKind.QUESTION,
         moves=("snooze",)),
    Tale("again", "Two cups are broken, again", "I wrote yesterday about my broken cups.", CaseKind.DAMAGE),
)  # fmt: skip


def have_cases(script: Script) -> int:
    """Open each of them once, when there are enough orders they can be about and goods arrived; tells how many."""
    if script.is_thorough or Case.objects.filter(cause__startswith=MARK).exists():
        return 0
    ours = real_orders().filter(script.is_ours("pk"), is_historical=False, customer__isnull=False)
    live = ours.exclude(state=OrderState.DRAFT)
    orders = list(live.order_by("pk")[: len(TALES)])
    sent = Order.objects.filter(pk__in=live.values("pk"), lines__delivered__gt=0).order_by("pk").first()
    if len(orders) < len(TALES) or sent is None:
        return 0
    cases = {tale.name: _tell(tale, order) for tale, order in zip(TALES, orders, strict=True)}
    _tell_damaged(sent)
    merge_case(case_id=cases["again"].pk, into_number=_twin(cases["again"]).number, actor=REP, reason="The same cups.")
    return len(cases) + 1


def _tell(tale: Tale, order: Order) -> Case:
    case = open_case(
        order_id=order.pk, subject=tale.subject, text=tale.text, kind=tale.kind, priority=tale.priority,
        actor=CUSTOMER, cause=f"{MARK}{tale.name}", now=timezone.now() - tale.age,
    )  # fmt: skip
    for move in tale.moves:
        if move == "answer":
            reply(case_id=case.pk, text="Thank you for writing. Could you send us a photo?", actor=REP)
        elif move == "snooze":
            add_note(case_id=case.pk, text="The supply comes next week.", actor=REP)
            snooze_case(case_id=case.pk, until=timezone.now() + timedelta(days=5), actor=REP)
        else:
            move_case(case_id=case.pk, move=move, actor=REP)
    return case


def _tell_damaged(order: Order) -> None:
    """One that a playbook can be run on: its goods have arrived."""
    case = open_case(
        order_id=order.pk, subject="The lamp is cracked", text="The lamp came with a crack.", kind=CaseKind.DAMAGE,
        priority=Priority.HIGH, actor=CUSTOMER, cause=f"{MARK}lamp",
    )  # fmt: skip
    record_customer_message(case_id=case.pk, text="A new one would be best.", actor=CUSTOMER)


def _twin(case: Case) -> Case:
    """Another case of the same order, by the same customer."""
    return open_case(
        order_id=case.order_id, subject="Broken cups", text="My cups arrived broken.", kind=CaseKind.DAMAGE,
        actor=CUSTOMER, cause=f"{MARK}twin",
    )  # fmt: skip
