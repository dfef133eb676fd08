"""After delivery: customers ask to send goods back and rate, reps resolve cases."""

from collections import defaultdict

from django.utils import timezone

from core.errors import OmsError
from core.service import service
from desk.models import ImportedCredit
from desk.simulation.script import CUSTOMER, REP, Script, Stage
from orders.models import Order, OrderLine
from orders.statuses import OrderState
from returns.models import Resolution
from returns.selectors.reasons import active_reasons
from returns.services.requesting import request_return
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
        order_id=order_id, units=units, reason_code=active_reasons()[0].code, actor=CUSTOMER,
        request_key=f"import-{taken[0].pk}",
    )  # fmt: skip
    now = timezone.now()
    for one in taken:
        one.settled_at, one.return_id = now, ret.pk
    ImportedCredit.objects.bulk_update(taken, ["settled_at", "return_id"])
    return 1


def ask_for_returns(script: Script, *, limit: int = 10) -> int:
    """A few customers send something back, for money or for what they like better; tells how many."""
    orders = Order.objects.filter(
        script.is_ours("pk"), state=OrderState.COMPLETED, is_historical=False, return_status="none"
    )
    asked = 0
    for order in orders.order_by("-pk")[:200]:
        if asked >= limit or not _wants(script, "return", order.pk, RETURN_SHARE):
            continue
        line = order.lines.filter(delivered__gt=0).order_by("position").first()
        if line is None:
            continue
        try:
            request_return(
                order_id=order.pk, units={line.pk: min(line.delivered, 2)}, reason_code=_reason(script, order.pk),
                resolution=_wish(script, order), actor=CUSTOMER, request_key=f"simulation-{order.pk}",
            )  # fmt: skip
        except OmsError:
            continue
        asked += 1
    return asked


def _reason(script: Script, order_id: int) -> str:
    reasons = active_reasons()
    return reasons[script.roll("reason", order_id) % len(reasons)].code


def _wish(script: Script, order: Order) -> Resolution:
    """Money mostly; when everything is to be finished nothing else."""
    rolled = script.roll("resolution", order.pk)
    if script.is_thorough or rolled >= 40:
        return Resolution.REFUND
    if rolled < 15:
        return Resolution.REPAIR
    return Resolution.STORE_CREDIT if order.customer_id is not None else Resolution.REFUND


def _wants(script: Script, what: str, order_id: int, share: int) -> bool:
    return script.may(order_id, Stage.AFTERWARDS) and script.roll(what, order_id) < share


def rate_orders(script: Script, *, limit: int = 20) -> int:
    """Some customers say what they think; few are unhappy, none when everything is to be finished."""
    rated = Feedback.objects.values("order_id")
    orders = Order.objects.filter(script.is_ours("pk"), state=OrderState.COMPLETED, is_historical=False)
    given = 0
    for order_id in orders.exclude(pk__in=rated).order_by("-pk").values_list("pk", flat=True)[:200]:
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
