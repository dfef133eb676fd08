"""Rules that a return breaks: refused, or let pass by somebody who may, for a reason that is kept."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from returns.errors import FinalSale, ReturnForbidden, ReturnWindowClosed, TooManyUnits
from returns.events import RuleOverridden
from returns.models import Return, RuleCode, RuleFinding
from returns.selectors.rules import Broken

_REFUSALS: dict[RuleCode, type[ReturnForbidden]] = {
    RuleCode.WINDOW: ReturnWindowClosed,
    RuleCode.FINAL_SALE: FinalSale,
    RuleCode.MAX_UNITS: TooManyUnits,
}


def ensure_allowed(broken: Sequence[Broken], *, actor: Actor, reason: str) -> None:
    """Raises the refusal of the first rule nobody let pass: without the right, or without a reason.

    Every rule has a right of its own, and the reason is mandatory for whoever holds it.
    """
    barred = [one for one in broken if not actor.may(one.right)]
    if not barred and (reason.strip() or not broken):
        return
    first = (barred or broken)[0]
    sentences = " ".join(dict.fromkeys(one.sentence for one in broken))
    remedy = "A lead may make an exception." if barred else "Say why an exception is made; it is kept with the return."
    raise _REFUSALS[first.rule](
        f"{sentences} {remedy}",
        until=first.until,
        field="override_reason",
        rules=[{"rule": str(one.rule), "sentence": one.sentence, "right": one.right} for one in broken],
    )


def keep_findings(ret: Return, broken: Iterable[Broken]) -> list[RuleFinding]:
    """Write down what the return breaks; nobody has let it pass yet."""
    return RuleFinding.objects.bulk_create(
        RuleFinding(rma=ret, rule=one.rule, sentence=one.sentence[:300]) for one in broken
    )


def override(ret: Return, findings: Sequence[RuleFinding], *, actor: Actor, reason: str) -> None:
    """Let the findings pass: kept on the return, told in the order's timeline. Raises NotPermitted, InvalidInput."""
    if not findings:
        return
    if not reason.strip():
        sentences = " ".join(dict.fromkeys(one.sentence for one in findings))
        raise InvalidInput(f"{sentences} Say why an exception is made.", field="override_reason")
    for one in findings:
        ensure_may(actor, f"returns.override_{one.rule}")
        one.overridden_at, one.overridden_by, one.reason = timezone.now(), actor.label, reason.strip()[:400]
    RuleFinding.objects.bulk_update(findings, ["overridden_at", "overridden_by", "reason"])
    changes = {f"{ret.number} {one.rule}": ["broken", "overridden"] for one in findings}
    publish(RuleOverridden(order_id=ret.order_id, return_id=ret.pk), actor=actor, changes=changes, note=reason.strip())
