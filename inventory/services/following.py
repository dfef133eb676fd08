"""A person follows advice: takes it into the reorder rule, or orders at once. Asked twice, it is done once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from inventory.errors import AdviceNotFollowed
from inventory.models import AdviceAct, AdviceDecision, ReorderRule, ReplenishmentAdvice, Supply
from inventory.planning.quantities import sized
from inventory.selectors.reordering import projected_of
from inventory.services.advising import advise_again
from inventory.services.planning import RIGHT
from inventory.services.supplies import create_supply


@dataclass
class Followed:
    """What became of each advice: those done, those done before under the same key, and why others were not."""

    done: list[ReplenishmentAdvice] = field(default_factory=list)
    repeated: list[ReplenishmentAdvice] = field(default_factory=list)
    refused: list[tuple[ReplenishmentAdvice, str]] = field(default_factory=list)
    supplies: list[Supply] = field(default_factory=list)


@service
def accept_advice(*, advice_ids: Sequence[int], key: str, actor: Actor) -> Followed:
    """Each advice taken into its reorder rule, which is made where there is none.

    ``key`` names the act: under the same one nothing is done twice. Raises NotPermitted and InvalidInput.
    """
    ensure_may(actor, RIGHT)
    ensure_may(actor, "inventory.change_reorderrule")
    rules, chosen = _locked(advice_ids, key)
    followed = _Following(AdviceAct.ACCEPTED, key, actor, chosen)
    for advice in followed.to_do():
        try:
            rule = rules.get((advice.sku_id, advice.warehouse_id))
            before, after = _take_over(advice, rule)
        except AdviceNotFollowed as error:
            followed.result.refused.append((advice, error.message))
        else:
            followed.record(advice, before=before, after=after)
    followed.reckon_again()
    return followed.result


@service
def order_advised(*, advice_ids: Sequence[int], key: str, today: date, actor: Actor) -> Followed:
    """One expected supply per supplier and building for those of the advice whose level is still low.

    What is on its way counts, and ``key`` names the act: asked twice, or by two at once, it orders once.
    Raises NotPermitted and InvalidInput.
    """
    ensure_may(actor, "inventory.add_supply")
    rules, chosen = _locked(advice_ids, key)
    followed = _Following(AdviceAct.ORDERED, key, actor, chosen)
    projected = projected_of([(advice.sku_id, advice.warehouse_id) for advice in chosen])
    baskets: dict[tuple[int, str], list[tuple[ReplenishmentAdvice, int]]] = {}
    for advice in followed.to_do():
        rule = rules.get((advice.sku_id, advice.warehouse_id))
        try:
            units = _units(advice, rule, projected[advice.sku_id, advice.warehouse_id])
        except AdviceNotFollowed as error:
            followed.result.refused.append((advice, error.message))
        else:
            supplier = rule.supplier if rule else advice.supplier
            baskets.setdefault((advice.warehouse_id, supplier), []).append((advice, units))
    for (warehouse_id, supplier), rows in sorted(baskets.items()):
        supply = create_supply(
            warehouse_id=warehouse_id, supplier=supplier, units={advice.sku_id: units for advice, units in rows},
            expected_on=today + timedelta(days=max(ceil(advice.lead_days) for advice, _ in rows)), actor=actor,
        )  # fmt: skip
        followed.result.supplies.append(supply)
        for advice, units in rows:
            followed.record(advice, after={"units": units}, supply=supply)
    followed.reckon_again()
    return followed.result


class _Following:
    """The state of one act over several advices."""

    def __init__(self, act: AdviceAct, key: str, actor: Actor, chosen: Sequence[ReplenishmentAdvice]) -> None:
        self.act, self.key, self.actor, self.chosen = act, key, actor, chosen
        self.result = Followed()

    def to_do(self) -> list[ReplenishmentAdvice]:
        """The advices not yet followed under this key."""
        own = AdviceDecision.objects.filter(act=self.act, key=self.key, advice__in=self.chosen)
        seen = set(own.values_list("advice_id", flat=True))
        self.result.repeated = [advice for advice in self.chosen if advice.pk in seen]
        return [advice for advice in self.chosen if advice.pk not in seen]

    def record(
        self, advice: ReplenishmentAdvice, *, after: dict[str, Any], before: dict[str, Any] | None = None,
        supply: Supply | None = None,
    ) -> None:  # fmt: skip
        AdviceDecision.objects.create(
            advice=advice, act=self.act, key=self.key, before=before or {}, after=after, supply=supply,
            decided_by=self.actor.label,
        )  # fmt: skip
        self.result.done.append(advice)

    def reckon_again(self) -> None:
        """What was followed says at once what is advised now."""
        if self.result.done:
            advise_again(sku_ids=[advice.sku_id for advice in self.result.done], now=timezone.now())


def _locked(
    advice_ids: Sequence[int], key: str
) -> tuple[dict[tuple[int, int], ReorderRule], list[ReplenishmentAdvice]]:
    """The rules of the pairs, then the advice, each locked by key: who orders by rules waits, and sees our supply."""
    if not key:
        raise InvalidInput("The act needs a key, so that it is done once.", field="key")
    pairs = ReplenishmentAdvice.objects.filter(pk__in=advice_ids).values_list("sku_id", "warehouse_id")
    wanted = set(pairs)
    rules = ReorderRule.objects.filter(sku_id__in={sku for sku, _ in wanted}).order_by("pk")
    list(rules.select_for_update(no_key=True))
    chosen = ReplenishmentAdvice.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=advice_ids)
    advice = list(chosen.select_related("sku", "warehouse").order_by("pk"))
    # Read again: one may have been made while the advice was waited for.
    return {(rule.sku_id, rule.warehouse_id): rule for rule in rules.all()}, advice


def _take_over(advice: ReplenishmentAdvice, rule: ReorderRule | None) -> tuple[dict[str, Any], dict[str, Any]]:
    if not advice.weekly:
        raise AdviceNotFollowed("Nobody asks for it: there is nothing to order by a rule. Switch its rule off instead.")
    before: dict[str, Any] = {}
    if rule is None:
        if not advice.supplier:
            raise AdviceNotFollowed("Nobody knows who supplies it. Make its first rule by hand, with a supplier.")
        rule = ReorderRule(sku_id=advice.sku_id, warehouse_id=advice.warehouse_id, supplier=advice.supplier)
    else:
        before = _terms(rule)
    rule.reorder_point, rule.order_up_to, rule.is_active = advice.reorder_point, advice.order_up_to, True
    rule.lead_days = ceil(advice.lead_days)
    rule.save()
    return before, _terms(rule)


def _terms(rule: ReorderRule) -> dict[str, Any]:
    names = ("reorder_point", "order_up_to", "lead_days", "supplier", "is_active")
    return {name: getattr(rule, name) for name in names}


def _units(advice: ReplenishmentAdvice, rule: ReorderRule | None, projected: int) -> int:
    if not advice.sku.is_active:
        raise AdviceNotFollowed("It is not sold any more.")
    if not (rule.supplier if rule else advice.supplier):
        raise AdviceNotFollowed("Nobody knows who supplies it. Make a rule with its supplier first.")
    is_owed = projected < 0
    if not is_owed and (not advice.weekly or projected > advice.reorder_point):
        raise AdviceNotFollowed(
            f"It is not low any more: {projected} with what comes, and it is ordered at {advice.reorder_point}."
        )
    # What is owed although nobody asks for more is ordered to the unit.
    wished = (advice.order_up_to if advice.weekly else 0) - projected
    return sized(wished, rule.minimum_units, rule.multiple_units) if rule else sized(wished, 1, 1)
