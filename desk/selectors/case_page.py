"""Everything a case's page shows: what was said, its clocks, and the order beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.safestring import SafeString

from core.actors import Actor
from core.admin.chips import state_chip
from core.selectors.people import actor_names
from desk.panels.parcels import WorkRow, work_rows
from orders.admin import tones
from orders.models import Order
from support.admin.cases import PRIORITY_TONES, TONES, clock
from support.models import CannedAnswer, Case, CaseAttachment, CaseMessage, CasePlaybook, Direction, InboundMail
from support.selectors.allowance import Allowance, allowance_of
from support.selectors.canned import canned_for, playbooks_for
from support.selectors.policies import policy_for
from support.services.letters import recipient_of

MOST_OTHERS = 8
SIDES = {Direction.INBOUND: "theirs", Direction.OUTBOUND: "ours", Direction.INTERNAL: "note"}


@dataclass(frozen=True)
class Word:
    """One message as the page shows it; ``is_new`` when it came since the person looked."""

    message: CaseMessage
    who: str
    side: str
    is_new: bool


@dataclass(frozen=True)
class OrderFacts:
    """The order beside the case, with what of it was given as goodwill."""

    order: Order
    status: SafeString
    works: Sequence[WorkRow]
    allowance: Allowance


@dataclass(frozen=True)
class Other:
    case: Case
    state: SafeString


@dataclass(frozen=True)
class CasePage:
    case: Case
    state: SafeString
    priority: SafeString
    answer_clock: SafeString | str
    resolve_clock: SafeString | str
    words: Sequence[Word]
    last_id: int
    recipient: str
    facts: OrderFacts | None
    others: Sequence[Other]
    mails: Sequence[InboundMail]
    escalates_to: str
    files: Sequence[CaseAttachment]
    canned: Sequence[CannedAnswer]
    playbooks: Sequence[CasePlaybook]
    merged: Sequence[Case]


def case_for_page(case_id: int) -> Case | None:
    """The case with what its headline and its guards read."""
    cases = Case.objects.select_related(
        "order__channel", "order__customer", "customer", "assignee", "team", "merged_into"
    )
    return cases.filter(pk=case_id).first()


def case_page(case: Case, *, actor: Actor, seen: int | None = None) -> CasePage:
    """The page of a case fetched by ``case_for_page``; what is newer than message ``seen`` is marked."""
    mails = list(case.mails.select_related("suggested_order").order_by("pk"))
    words = _words(case, mails, seen)
    policy = policy_for(case.kind, case.priority)
    return CasePage(
        case=case,
        state=state_chip(case.state, case.get_state_display(), TONES),
        priority=state_chip(case.priority, case.get_priority_display(), PRIORITY_TONES),
        answer_clock=_answer_clock(case),
        resolve_clock=clock(case.resolve_due_at, missed=case.resolve_missed_at is not None),
        words=words,
        last_id=words[-1].message.pk if words else 0,
        recipient=recipient_of(case),
        facts=_facts(case.order, actor) if case.order is not None else None,
        others=_others(case),
        mails=mails,
        escalates_to=str(policy.escalate_to) if policy and policy.escalate_to else "",
        files=list(case.files.filter(message=None).select_related("attachment").order_by("pk")),
        canned=list(canned_for(case)),
        playbooks=list(playbooks_for(case)),
        merged=list(case.merged.select_related("order").order_by("pk")),
    )


def _answer_clock(case: Case) -> SafeString | str:
    return clock(case.answer_due_at, missed=case.answer_missed_at is not None) if case.awaiting_since else ""


def _words(case: Case, mails: Sequence[InboundMail], seen: int | None) -> list[Word]:
    files = CaseAttachment.objects.select_related("attachment").order_by("pk")
    said = list(case.messages.select_related("mail").prefetch_related(Prefetch("files", queryset=files)).order_by("pk"))
    names = actor_names({message.author for message in said})
    senders = {f"mail:{mail.pk}": mail.sender_name or mail.sender_email for mail in mails}
    return [
        Word(
            message, senders.get(message.request_key or "") or names[message.author],
            SIDES[Direction(message.direction)], is_new=seen is not None and message.pk > seen,
        )
        for message in said
    ]  # fmt: skip


def _facts(order: Order, actor: Actor) -> OrderFacts:
    return OrderFacts(
        order=order, status=state_chip(order.display_status, order.get_display_status_display(), tones.DISPLAY),
        works=work_rows(order), allowance=allowance_of(order, actor),
    )  # fmt: skip


def _others(case: Case) -> list[Other]:
    """Other cases of the order or its customer, the newest first."""
    same = Q()
    if case.order_id is not None:
        same |= Q(order=case.order_id)
    if case.customer_id is not None:
        same |= Q(customer=case.customer_id)
    found = Case.objects.filter(same).exclude(pk=case.pk).order_by("-pk")[:MOST_OTHERS] if same else []
    return [Other(each, state_chip(each.state, each.get_state_display(), TONES)) for each in found]
