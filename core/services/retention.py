"""How long records are kept: the office's rules within the bounds of the apps, and the sweep that follows them."""

import time
from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput, NotFound
from core.models import RetentionRule
from core.privacy.registry import retentions
from core.privacy.retaining import Retention
from core.privacy.sweeping import BATCH, count_due, sweep_some
from core.service import service

SWEEP_SECONDS = 240.0


def ensure_rules() -> None:
    """A rule for every kind the apps declare; what the office has chosen stays, kinds that are gone go."""
    kinds = retentions()
    if set(RetentionRule.objects.values_list("kind", flat=True)) == set(kinds):
        return
    RetentionRule.objects.bulk_create(
        [RetentionRule(kind=one.kind, days=one.days) for one in kinds.values()], ignore_conflicts=True
    )
    RetentionRule.objects.exclude(kind__in=kinds).delete()


def retention_of(rule: RetentionRule) -> Retention:
    """Raises NotFound for a kind that no app declares any more."""
    found = retentions().get(rule.kind)
    if found is None:
        raise NotFound(f"Nothing is kept under the name “{rule.kind}” any more.", kind=rule.kind)
    return found


@service
def set_rule(*, retentionrule_id: int, days: int, is_active: bool, actor: Actor) -> RetentionRule:
    """The rule, changed within its bounds. Raises NotPermitted, NotFound, InvalidInput outside the bounds."""
    ensure_may(actor, "core.change_retentionrule")
    rule = RetentionRule.objects.select_for_update(no_key=True).filter(pk=retentionrule_id).first()
    if rule is None:
        raise NotFound("There is no such rule.", retentionrule_id=retentionrule_id)
    bounds = retention_of(rule)
    if not bounds.least <= days <= bounds.most:
        raise InvalidInput(f"Choose between {bounds.least} and {bounds.most} days.", field="days")
    rule.days, rule.is_active, rule.changed_by, rule.changed_at = days, is_active, actor.label, timezone.now()
    rule.save(update_fields=["days", "is_active", "changed_by", "changed_at"])
    return rule


def would_go(rule: RetentionRule, *, now: datetime) -> int:
    """How many rows the rule would erase now: the dry run. Raises NotFound."""
    return count_due(retention_of(rule), days=rule.days, now=now)


def run_rule(*, retentionrule_id: int, actor: Actor = SYSTEM, seconds: float = 10.0) -> int:
    """How many rows went, in batches for at most some seconds; the rule remembers it. Raises NotPermitted."""
    ensure_may(actor, "core.run_retention")
    rule = RetentionRule.objects.get(pk=retentionrule_id)
    retention, now, gone = retention_of(rule), timezone.now(), 0
    ends, known = time.monotonic() + seconds, dict[int, list[str]]()
    while time.monotonic() < ends:
        done = sweep_some(retention, days=rule.days, now=now, known=known)
        gone += done
        if done < BATCH:
            break
    RetentionRule.objects.filter(pk=rule.pk).update(last_run_at=now, last_rows=gone)
    return gone


def follow(kind: str) -> int:
    """How many rows went by the rule of this kind, for some minutes at most; none while the office has it off."""
    ensure_rules()
    rule = RetentionRule.objects.filter(kind=kind, is_active=True).first()
    return 0 if rule is None else run_rule(retentionrule_id=rule.pk, seconds=SWEEP_SECONDS)


def sweep_all() -> int:
    """Every active rule, one after the other; safe to repeat and to be killed."""
    ensure_rules()
    ends = time.monotonic() + SWEEP_SECONDS
    active = RetentionRule.objects.filter(is_active=True).order_by("last_run_at", "pk").values_list("pk", flat=True)
    return sum(run_rule(retentionrule_id=pk, seconds=max(1.0, ends - time.monotonic())) for pk in list(active))
