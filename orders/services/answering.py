"""What the customer chose is done: under the order's lock, once, and only while there is something to choose."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from catalog.models import ShipPolicy
from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.service import service
from orders.errors import ChoiceMade, ChoiceNotFound
from orders.events import ChoiceAnswered, PartialShippingAgreed
from orders.locks import lock_lines, lock_order
from orders.models import Answer, DelayChoice, Order, OrderLine
from orders.selectors.choices import asked_lines, overtaken
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.saving import save_order
from orders.services.substituting import Pick, substitute

RIGHT = "orders.change_delaychoice"


@service
def answer_choice(
    *,
    choice_id: int,
    answer: str,
    actor: Actor,
    reason: str = "",
    picks: Mapping[int, Pick] | None = None,
    consent: str = "",
) -> DelayChoice:
    """The question with its answer, which is done in the same commit; the same answer twice is once.

    ``picks`` names the other goods by line; ``consent`` keeps the words the customer agreed to. Whoever answers for a
    customer says how they know in ``reason``. Raises NotPermitted, ChoiceNotFound, InvalidInput, ChoiceMade when
    something else was chosen, and MoveRefused with the reason when there is nothing to choose any more.
    """
    order, choice = _lock_choice(choice_id)
    ensure_may(actor, RIGHT)
    if actor.kind != "customer" and not reason.strip():
        raise InvalidInput("Say how the customer told you, for example “by phone”.", field="reason")
    if choice.answer:
        _ensure_same(choice, answer)
        return choice
    lines = lock_lines(order)
    _ensure_possible(order, choice, lines, answer)
    _act(order, choice, lines, answer, actor=actor, picks=picks or {})
    choice.answer, choice.answered_by, choice.answered_at = answer, actor.label, timezone.now()
    choice.consent = consent.strip() if answer == Answer.SUBSTITUTE else ""
    choice.save(update_fields=["answer", "answered_by", "answered_at", "consent"])
    said = f"{Answer(answer).label}. {reason.strip()}".strip()
    publish(ChoiceAnswered(order_id=order.pk, choice_id=choice.pk), actor=actor, note=said)
    return choice


def _lock_choice(choice_id: int) -> tuple[Order, DelayChoice]:
    order_id = DelayChoice.objects.filter(pk=choice_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ChoiceNotFound(f"There is no question with key {choice_id}.", choice_id=choice_id)
    order = lock_order(order_id)
    return order, DelayChoice.objects.get(pk=choice_id)


def _ensure_same(choice: DelayChoice, answer: str) -> None:
    if choice.answer == answer or choice.answered_at is None:
        return
    raise ChoiceMade(
        f"“{choice.get_answer_display()}” was chosen on {choice.answered_at:%Y-%m-%d at %H:%M} UTC and is done. "
        "Change the order itself if something else is wanted.",
        answer=choice.answer, answered_at=choice.answered_at.isoformat(),
    )  # fmt: skip


def _ensure_possible(order: Order, choice: DelayChoice, lines: Mapping[int, OrderLine], answer: str) -> None:
    reasons = list(overtaken(order, choice, list(lines.values())))
    if choice.superseded_at is not None:
        reasons.append(Blocker("asked_anew", "there is a newer question.", fix="Answer that one.", turns_on="choice"))
    elif timezone.now() >= choice.expires_at:
        sentence = f"the time to choose ended on {choice.expires_at:%Y-%m-%d}; the order waits for its goods."
        reasons.append(Blocker("too_late", sentence, fix="Edit or cancel the order itself."))
    if reasons:
        raise MoveRefused("choose", reasons)
    if answer not in choice.options:
        raise InvalidInput(f"“{answer}” is not offered; choose one of {', '.join(choice.options)}.", field="answer")


def _act(
    order: Order,
    choice: DelayChoice,
    lines: Mapping[int, OrderLine],
    answer: str,
    *,
    actor: Actor,
    picks: Mapping[int, Pick],
) -> None:
    # The right to answer is the right to what was offered, and to nothing else.
    agreed = replace(actor, is_trusted=True)
    why = f"Chosen by the customer because of a delay: {Answer(answer).label.lower()}."
    match answer:
        case Answer.SHIP_PART:
            _ship_part(order, lines, agreed, why)
        case Answer.SUBSTITUTE:
            substitute(order=order, choice=choice, lines=lines, picks=picks, actor=agreed)
        case Answer.CANCEL_REST:
            units = {line.pk: line.backordered for line in asked_lines(choice, lines.values())}
            cancel_lines(order_id=order.pk, units=units, actor=agreed, reason=why)
        case Answer.CANCEL_ORDER:
            cancel_order(order_id=order.pk, actor=agreed, reason=why)


def _ship_part(order: Order, lines: Mapping[int, OrderLine], actor: Actor, why: str) -> None:
    """From now on goods leave as they come; the floor's work for what lies there follows from the answer."""
    before, order.ship_policy = order.ship_policy, ShipPolicy.AS_AVAILABLE
    fact = PartialShippingAgreed(order_id=order.pk)
    changes = {"ship_policy": [before, order.ship_policy]}
    save_order(
        order, list(lines.values()), fields=["ship_policy"], facts=[fact], actor=actor, changes=changes, note=why
    )
