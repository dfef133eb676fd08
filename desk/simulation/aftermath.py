"""After delivery: customers send goods back and rate, clerks receive, look and settle."""

from collections import defaultdict

from django.utils import timezone

from core.errors import OmsError
from core.service import service
from desk.models import ImportedCredit
from desk.simulation.script import CUSTOMER, REP, RETURNS_CLERK, Script, Stage
from orders.models import Order, OrderLine
from orders.statuses import OrderState
from returns.models import Disposition, ExchangeState, Return, ReturnReason, ReturnState
from returns.services.deciding import approve_return
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from support.models import Case, Feedback
from support.services.feedback import give_feedback
from support.services.moving import move_case

RETURN_SHARE = 15
FEEDBACK_SHARE = 30
UNHAPPY_SHARE = 8
AT_ONCE = 50


def send_back_imported(*, limit: int = AT_ONCE) -> int:
    """Goods that a file says came back are sent back once they have arrived; tells how many orders."""
    waiting = ImportedCredit.objects.filter(settled_at=None, line__delivered__gt=0).order_by("pk")
    by_order: dict[int, list[int]] = defaultdict(list)
    for key, order_id in waiting.values_list("pk", "line__order_id")[: limit * 4]:
        by_order[order_id].append(key)
    done = 0
    for order_id, keys in list(by_order.items())[:limit]:
        try:
            done += _send_back(order_id=order_id, keys=keys)
        except OmsError:
            continue
    return done


@service
def _send_back(*, order_id: int, keys: list[int]) -> int:
    given = list(ImportedCredit.objects.select_for_update(of=("self",)).filter(pk__in=keys, settled_at=None))
    lines = OrderLine.objects.in_bulk([one.line_id for one in given if one.line_id])
    free = {key: line.delivered - line.returned - line.return_requested for key, line in lines.items()}
    units: dict[int, int] = defaultdict(int)
    taken = []
    for one in given:
        if one.line_id is not None and free[one.line_id] >= one.matched_quantity:
            free[one.line_id] -= one.matched_quantity
            units[one.line_id] += one.matched_quantity
            taken.append(one)
    if not units:
        return 0
    ret = request_return(
        order_id=order_id, units=units, reason_code=_reason(), actor=CUSTOMER, request_key=f"import-{taken[0].pk}"
    )
    now = timezone.now()
    for one in taken:
        one.settled_at, one.return_id = now, ret.pk
    ImportedCredit.objects.bulk_update(taken, ["settled_at", "return_id"])
    return 1


def ask_for_returns(script: Script, *, limit: int = 10) -> int:
    """A few customers send one unit back; tells how many."""
    orders = Order.objects.filter(state=OrderState.COMPLETED, is_historical=False, return_status="none")
    asked = 0
    for order in orders.order_by("-pk")[:200]:
        if asked >= limit or not _wants(script, "return", order.pk, RETURN_SHARE):
            continue
        line = order.lines.filter(delivered__gt=0).order_by("position").first()
        if line is None:
            continue
        try:
            request_return(
                order_id=order.pk, units={line.pk: 1}, reason_code=_reason(), actor=CUSTOMER,
                request_key=f"simulation-{order.pk}",
            )  # fmt: skip
        except OmsError:
            continue
        asked += 1
    return asked


def _reason() -> str:
    return ReturnReason.objects.filter(is_active=True).order_by("pk").values_list("code", flat=True)[0]


def _wants(script: Script, what: str, order_id: int, share: int) -> bool:
    return script.may(order_id, Stage.AFTERWARDS) and script.roll(what, order_id) < share


def work_returns(script: Script) -> int:
    """Approve, receive, inspect and settle what came back; in a demo some wait at each step."""
    steps = (
        (ReturnState.REQUESTED, approve, 80),
        (ReturnState.APPROVED, receive, 70),
        (ReturnState.RECEIVED, inspect, 70),
        (ReturnState.INSPECTED, settle, 80),
    )
    worked = 0
    for state, act, share in steps:
        waiting = Return.objects.filter(state=state).exclude(exchange__state=ExchangeState.REQUESTED)
        for return_id in waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
            if not script.is_thorough and script.roll(state, return_id) >= share:
                continue
            try:
                act(return_id)
            except OmsError:
                continue
            worked += 1
    return worked


def approve(return_id: int) -> None:
    approve_return(return_id=return_id, actor=RETURNS_CLERK)


def receive(return_id: int) -> None:
    receive_return(return_id=return_id, actor=RETURNS_CLERK)


def inspect(return_id: int) -> None:
    lines = [line for line in Return.objects.get(pk=return_id).lines.all() if line.waits_for_inspection]
    judgments = {line.pk: [Judgment(disposition=Disposition.RESTOCK, quantity=line.quantity)] for line in lines}
    inspect_return(return_id=return_id, judgments=judgments, actor=RETURNS_CLERK)


def settle(return_id: int) -> None:
    settle_return(return_id=return_id, actor=RETURNS_CLERK)


def rate_orders(script: Script, *, limit: int = 20) -> int:
    """Some customers say what they think; few are unhappy, none when everything is to be finished."""
    rated = Feedback.objects.values("order_id")
    orders = Order.objects.filter(state=OrderState.COMPLETED, is_historical=False).exclude(pk__in=rated)
    given = 0
    for order_id in orders.order_by("-pk").values_list("pk", flat=True)[:200]:
        if given >= limit or not _wants(script, "feedback", order_id, FEEDBACK_SHARE):
            continue
        is_unhappy = script.roll("rating", order_id) < UNHAPPY_SHARE and not script.is_thorough
        rating = 1 if is_unhappy else 4 + script.roll("stars", order_id) % 2
        try:
            give_feedback(order_id=order_id, rating=rating, actor=CUSTOMER, words=_WORDS[rating])
        except OmsError:
            continue
        given += 1
    return given


_WORDS = {1: "One cup arrived broken.", 4: "Good, and quick.", 5: "Exactly what I wanted. Thank you!"}


def resolve_cases(script: Script) -> int:
    """When everything is to be finished, reps resolve the open cases; tells how many."""
    if not script.is_thorough:
        return 0
    resolved = 0
    for case_id in Case.objects.filter(resolved_at=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            move_case(case_id=case_id, move="resolve", actor=REP, reason="Sent a replacement.")
        except OmsError:
            continue
        resolved += 1
    return resolved
