"""Goods that come back: approved, received, looked at, settled; in a demo some wait at each step, or end otherwise."""

from collections.abc import Callable

from core.errors import OmsError
from desk.simulation.script import DOCK, RETURNS_CLERK, Script
from returns.models import Disposition, ExchangeState, Grade, Reception, Resolution, Return, ReturnLine, ReturnState
from returns.selectors.labels import label_to_us
from returns.services.deciding import approve_return, expire_return, reject_return
from returns.services.going_back import request_label_back, send_goods_back
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.resting import give_up_rest
from returns.services.sending import record_return_sent
from returns.services.settling import settle_return

AT_ONCE = 50
# Of a hundred units a clerk of the demo looks at.
_FATES = (
    (Disposition.RESTOCK, Grade.NEW, 62),
    (Disposition.QUARANTINE, Grade.OPENED, 12),
    (Disposition.REFURBISH, Grade.USED, 8),
    (Disposition.SCRAP, Grade.UNUSABLE, 10),
    (Disposition.RETURN_TO_CUSTOMER, Grade.USED, 5),
    (Disposition.MISSING, Grade.NEW, 3),
)


def work_returns(script: Script) -> int:
    """Everybody at the returns desk does a little; tells how much."""
    return sum(_work(script, state, act, share) for state, act, share in _STEPS)


def _work(script: Script, state: ReturnState, act: Callable[[Script, Return], object], share: int) -> int:
    """What a clerk is refused waits for a person, and the others go on."""
    worked = 0
    # What belongs to an exchange nobody agreed to waits for that decision.
    waiting = Return.objects.filter(script.is_ours(), state=state).exclude(exchange__state=ExchangeState.REQUESTED)
    for ret in waiting.select_related("order").order_by("pk")[:AT_ONCE]:
        if not script.is_thorough and script.roll(f"stays {state}", ret.pk) >= share:
            continue
        try:
            worked += bool(act(script, ret))
        except OmsError:
            continue
    return worked


def decide(script: Script, ret: Return) -> Return:
    if not script.is_thorough and script.roll("reject", ret.pk) < 10:
        return reject_return(return_id=ret.pk, actor=RETURNS_CLERK, reason="Worn for weeks, as the pictures show.")
    return approve_return(return_id=ret.pk, actor=RETURNS_CLERK)


def send(script: Script, ret: Return) -> Return | None:
    """Most customers send it; a few never do, and their return expires."""
    if script.is_thorough:
        return receive(script, ret)
    if script.roll("never sent", ret.pk) < 10:
        return expire_return(return_id=ret.pk, actor=RETURNS_CLERK)
    label = label_to_us(ret.number)
    if label is not None and not label.tracking_number:
        return None
    carrier, number = ("Simulated carrier", label.tracking_number) if label else ("Post", f"RR{ret.pk:09d}DE")
    return record_return_sent(return_id=ret.pk, carrier=carrier, tracking_number=number, actor=RETURNS_CLERK)


def receive(script: Script, ret: Return) -> Return:
    """Some boxes hold less than announced; of some another follows."""
    rolled = 99 if script.is_thorough else script.roll("box", ret.pk)
    parts = {}
    for line in ret.lines.filter(reception=Reception.AWAITING):
        missing = 1 if rolled < 15 and line.quantity > 1 else 0
        rest = Reception.AWAITING if rolled < 8 else Reception.SHORT
        parts[line.pk] = [(Reception.RECEIVED, line.quantity - missing), (rest, missing)]
    return receive_return(return_id=ret.pk, parts=parts, actor=DOCK)


def inspect(script: Script, ret: Return) -> Return | None:
    if script.is_thorough and any(line.is_awaited for line in ret.lines.all()):
        give_up_rest(return_id=ret.pk, actor=DOCK)
    waiting = [line for line in ret.lines.all() if line.waits_for_inspection]
    if not waiting:
        return None
    judgments = {line.pk: [_judgment(script, ret, line)] for line in waiting}
    return inspect_return(return_id=ret.pk, judgments=judgments, actor=RETURNS_CLERK)


def _judgment(script: Script, ret: Return, line: ReturnLine) -> Judgment:
    if ret.resolution == Resolution.REPAIR:
        return Judgment(disposition=Disposition.REFURBISH, quantity=line.quantity, grade=Grade.DAMAGED, notes="Mended.")
    rolled = 0 if script.is_thorough else script.roll("fate", line.pk)
    for fate, grade, share in _FATES:
        if rolled < share:
            return Judgment(disposition=fate, quantity=line.quantity, grade=grade)
        rolled -= share
    return Judgment(disposition=Disposition.RESTOCK, quantity=line.quantity)


def settle(script: Script, ret: Return) -> Return:
    """As it was asked for; an exchange is made by whoever makes exchanges, here the customer takes the money."""
    wish = Resolution.REFUND if ret.resolution == Resolution.EXCHANGE else Resolution(ret.resolution)
    return settle_return(return_id=ret.pk, actor=RETURNS_CLERK, resolution=wish)


def give_back(script: Script, ret: Return) -> Return | None:
    """Repaired goods leave with a label of their own."""
    if ret.resolution != Resolution.REPAIR or ret.goods_back_at is not None:
        return None
    request_label_back(return_id=ret.pk, actor=RETURNS_CLERK)
    return send_goods_back(return_id=ret.pk, actor=RETURNS_CLERK)


# Of a hundred returns so many go on from each state; the others wait there.
_STEPS: tuple[tuple[ReturnState, Callable[[Script, Return], object], int], ...] = (
    (ReturnState.REQUESTED, decide, 80),
    (ReturnState.APPROVED, send, 80),
    (ReturnState.IN_TRANSIT, receive, 75),
    (ReturnState.RECEIVED, inspect, 75),
    (ReturnState.INSPECTED, settle, 80),
    (ReturnState.RESOLVED, give_back, 70),
)
