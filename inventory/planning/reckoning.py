"""From facts to advice: when to order, how much, and whether too much lies there."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import floor
from typing import Any

from inventory.models import AdviceStatus, DemandClass, LeadSource, PlanningPolicy
from inventory.planning.quantities import Quantity, Terms, order_quantity
from inventory.planning.ranking import xyz
from inventory.planning.safety import DAYS_A_WEEK, Cushion, Uncertainty, cushion, uncertainty
from inventory.selectors.planning import LEAST_DELIVERIES, Lead, PairFacts, PlanningFacts


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days from ordering to receiving that the advice reckons with, and where they come from."""

    days: float
    spread: float
    source: LeadSource
    deliveries: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The advice for one pair, with every number on the way to it."""

    status: AdviceStatus
    abc: str
    xyz: str
    lead: LeadTime
    service_level: Decimal
    demand: Uncertainty
    cushion: Cushion
    quantity: Quantity
    projected: int
    excess: int
    excess_value: Decimal | None
    yearly_value: Decimal | None
    differs: bool

    @property
    def order_up_to(self) -> int:
        return self.cushion.reorder_point + self.quantity.units


def reckon(facts: PairFacts, known: PlanningFacts, *, now: datetime) -> Reckoned:
    """What to advise for one SKU in one warehouse. Pure: the same facts give the same advice."""
    policy = known.policy(facts.warehouse_id)
    pair = facts.sku_id, facts.warehouse_id
    rank = known.classes.get(pair, "")
    lead = lead_time(facts, known.leads.get((facts.supplier, facts.warehouse_id)), policy)
    level = {"A": policy.service_a, "B": policy.service_b}.get(rank, policy.service_c)
    demand = uncertainty(
        weekly=facts.weekly, error=facts.error, lead_days=lead.days, lead_spread=lead.spread,
        review_days=policy.review_days,
    )  # fmt: skip
    point = cushion(demand, service_level=float(level), demand_class=DemandClass(facts.demand_class))
    quantity = order_quantity(weekly=facts.weekly, terms=_terms(facts, policy))
    excess = _excess(facts, policy, point.reorder_point + quantity.units)
    status = _status(facts, policy, point, excess, now=now)
    excess = excess if status in (AdviceStatus.OVERSTOCK, AdviceStatus.DEAD) else 0
    return Reckoned(
        status=status, abc=rank, xyz=xyz(facts.history), lead=lead,
        service_level=Decimal(level), demand=demand, cushion=point, quantity=quantity,
        projected=facts.available + facts.coming, excess=excess,
        excess_value=None if facts.unit_cost is None else excess * facts.unit_cost,
        yearly_value=known.values.get(pair),
        differs=_differs(facts, point.reorder_point, point.reorder_point + quantity.units),
    )  # fmt: skip


def lead_time(facts: PairFacts, suppliers: Lead | None, policy: PlanningPolicy) -> LeadTime:
    """Measured for the SKU, else for its supplier to that warehouse, else the rule's days, else the policy's."""
    for measured in (facts.own_lead, suppliers):
        if measured is not None and measured.deliveries >= LEAST_DELIVERIES:
            return LeadTime(measured.mean, measured.spread, LeadSource.MEASURED, measured.deliveries)
    days, source = policy.lead_days, LeadSource.POLICY
    if facts.rule_lead_days is not None:
        days, source = facts.rule_lead_days, LeadSource.RULE
    return LeadTime(float(days), days * policy.lead_spread_percent / 100, source, 0)


def inputs_of(facts: PairFacts, policy: PlanningPolicy, reckoned: Reckoned) -> dict[str, Any]:
    """Everything the advice came from, as its page tells it in words."""
    return {
        "error": round(facts.error, 3), "on_hand": facts.on_hand, "available": facts.available,
        "coming": facts.coming, "rule": [facts.rule_point, facts.rule_up_to],
        "has_rule_in_force": facts.has_rule_in_force, "minimum": facts.minimum, "multiple": facts.multiple,
        "unit_cost": None if facts.unit_cost is None else str(facts.unit_cost),
        "deliveries": reckoned.lead.deliveries, "review_days": policy.review_days,
        "cover_days": policy.cover_days, "overstock_days": policy.overstock_days, "dead_days": policy.dead_days,
        "order_cost": None if policy.order_cost is None else str(policy.order_cost),
        "holding_percent": str(policy.holding_percent),
        "last_demand_on": facts.last_demand_on.isoformat() if facts.last_demand_on else None,
        "demand": asdict(reckoned.demand), "cushion": asdict(reckoned.cushion), "quantity": asdict(reckoned.quantity),
    }  # fmt: skip


def _terms(facts: PairFacts, policy: PlanningPolicy) -> Terms:
    """Costs count only where both are in one currency."""
    is_one = facts.unit_cost is not None and facts.currency == policy.order_cost_currency
    return Terms(
        cover_days=policy.cover_days, minimum=facts.minimum, multiple=facts.multiple,
        order_cost=policy.order_cost if is_one else None, unit_cost=facts.unit_cost if is_one else None,
        holding_percent=Decimal(policy.holding_percent),
    )  # fmt: skip


def _excess(facts: PairFacts, policy: PlanningPolicy, order_up_to: int) -> int:
    """Available units beyond the longest cover that is sensible; of what nobody asks for, all of them."""
    if not facts.weekly:
        return max(0, facts.available)
    most = facts.weekly / DAYS_A_WEEK * policy.overstock_days
    return max(0, facts.available - max(order_up_to, floor(most)))


def _status(facts: PairFacts, policy: PlanningPolicy, point: Cushion, excess: int, *, now: datetime) -> AdviceStatus:
    projected = facts.available + facts.coming
    # Orders wait for it, whatever the weeks before say of demand to come.
    if facts.is_sold and projected < 0:
        return AdviceStatus.ORDER
    since = now - timedelta(days=policy.dead_days)
    is_asked = facts.last_demand_on is not None and facts.last_demand_on >= since.date()
    is_fresh = facts.last_came_at is not None and facts.last_came_at >= since
    if facts.on_hand > 0 and not is_asked:
        return AdviceStatus.ENOUGH if is_fresh else AdviceStatus.DEAD
    if facts.is_sold and facts.weekly and projected <= point.reorder_point:
        return AdviceStatus.ORDER
    return AdviceStatus.OVERSTOCK if excess and facts.weekly else AdviceStatus.ENOUGH


def _differs(facts: PairFacts, point: int, up_to: int) -> bool:
    return not facts.has_rule_in_force or (facts.rule_point, facts.rule_up_to) != (point, up_to)
