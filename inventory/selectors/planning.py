"""What advice is reckoned from: forecasts, levels, rules, policies, and how long supplies took."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from inventory.models import PlanningPolicy, ReplenishmentAdvice
from inventory.planning.ranking import abc

# Fewer deliveries than these say nothing about how long a supplier takes.
LEAST_DELIVERIES = 3
WEEKS_A_YEAR = 52
_DAYS = "extract(epoch FROM u.received_at - u.created_at) / 86400"
_LEADS = f"count(*)::int AS units, avg({_DAYS})::float AS mean, coalesce(stddev_samp({_DAYS}), 0)::float AS spread"
_DONE = "u.kind = 'purchase' AND u.state = 'received' AND u.received_at IS NOT NULL"
_FACTS = f"""
SELECT f.sku_id, f.warehouse_id, f.demand_class, f.weekly, f.error, f.history, f.last_demand_on,
       s.is_active, s.unit_cost, s.cost_currency, coalesce(l.on_hand, 0),
       coalesce(l.on_hand - l.unavailable - l.allocated - l.reserved - l.backordered, 0), coalesce(c.units, 0)::int,
       r.reorder_point, r.order_up_to, coalesce(r.supplier, last.supplier, ''), r.lead_days,
       coalesce(r.minimum_units, 1), coalesce(r.multiple_units, 1), coalesce(r.is_active, FALSE),
       own.units, own.mean, own.spread, came.at
FROM inventory_demandforecast f
JOIN catalog_sku s ON s.id = f.sku_id
LEFT JOIN inventory_stocklevel l ON l.sku_id = f.sku_id AND l.warehouse_id = f.warehouse_id
LEFT JOIN inventory_reorderrule r ON r.sku_id = f.sku_id AND r.warehouse_id = f.warehouse_id
LEFT JOIN LATERAL (
    SELECT sum(greatest(0, i.ordered - i.received - i.lost)) AS units
    FROM inventory_supplyline i JOIN inventory_supply u ON u.id = i.supply_id
    WHERE i.sku_id = f.sku_id AND u.warehouse_id = f.warehouse_id AND u.state IN ('expected', 'in_transit')
) c ON TRUE
LEFT JOIN LATERAL (
    SELECT u.supplier FROM inventory_supplyline i JOIN inventory_supply u ON u.id = i.supply_id
    WHERE i.sku_id = f.sku_id AND u.kind = 'purchase' AND u.state <> 'canceled'
    ORDER BY u.warehouse_id = f.warehouse_id DESC, u.id DESC LIMIT 1
) last ON TRUE
LEFT JOIN LATERAL (
    SELECT {_LEADS} FROM inventory_supplyline i JOIN inventory_supply u ON u.id = i.supply_id
    WHERE i.sku_id = f.sku_id AND u.warehouse_id = f.warehouse_id AND {_DONE}
) own ON TRUE
LEFT JOIN LATERAL (
    SELECT m.at FROM inventory_stockmovement m
    WHERE m.level_id = l.id AND m.kind IN ('receipt', 'transfer_in') ORDER BY m.at DESC LIMIT 1
) came ON TRUE
WHERE f.sku_id = ANY(%s) ORDER BY f.sku_id, f.warehouse_id
"""
_SUPPLIERS = f"SELECT u.supplier, u.warehouse_id, {_LEADS} FROM inventory_supply u WHERE {_DONE} GROUP BY 1, 2"
_VALUES = """
SELECT f.sku_id, f.warehouse_id, s.cost_currency, f.weekly::numeric * %s * s.unit_cost
FROM inventory_demandforecast f JOIN catalog_sku s ON s.id = f.sku_id
WHERE s.unit_cost IS NOT NULL
"""
_NEXT_SKUS = "SELECT DISTINCT sku_id FROM inventory_demandforecast WHERE sku_id > %s ORDER BY sku_id LIMIT %s"

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from ordering to receiving: how many deliveries say so, their mean and standard deviation."""

    deliveries: int
    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Everything known of one SKU in one warehouse that advice is reckoned from."""

    sku_id: int
    warehouse_id: int
    demand_class: str
    weekly: float
    error: float
    history: Sequence[float]
    last_demand_on: date | None
    is_sold: bool
    unit_cost: Decimal | None
    currency: str
    on_hand: int
    available: int
    coming: int
    rule_point: int | None
    rule_up_to: int | None
    supplier: str
    rule_lead_days: int | None
    minimum: int
    multiple: int
    has_rule_in_force: bool
    own_lead: Lead
    last_came_at: datetime | None


@dataclass(frozen=True)
class PlanningFacts:
    """What holds for all pairs: policies by warehouse, lead times by (supplier, warehouse), value and ABC by pair."""

    policies: dict[int | None, PlanningPolicy]
    leads: dict[tuple[str, int], Lead]
    values: dict[Pair, Decimal]
    classes: dict[Pair, str]

    def policy(self, warehouse_id: int) -> PlanningPolicy:
        """The warehouse's own policy, else the house's, else what a new one begins with."""
        return self.policies.get(warehouse_id) or self.policies.get(None) or PlanningPolicy()


def planning_facts() -> PlanningFacts:
    """Policies, lead times and ABC over every forecast; three queries. ABC is by warehouse and currency."""
    policies = {policy.warehouse_id: policy for policy in PlanningPolicy.objects.all()}
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLIERS)
        leads = {(row[0], row[1]): Lead(*row[2:]) for row in cursor.fetchall()}
        cursor.execute(_VALUES, [WEEKS_A_YEAR])
        rows = cursor.fetchall()
    values = {(sku_id, warehouse_id): value for sku_id, warehouse_id, _, value in rows}
    known = PlanningFacts(policies, leads, values, {})
    groups: dict[tuple[int, str], dict[Pair, Decimal]] = defaultdict(dict)
    for sku_id, warehouse_id, currency, value in rows:
        groups[warehouse_id, currency][sku_id, warehouse_id] = value
    for (warehouse_id, _), group in groups.items():
        policy = known.policy(warehouse_id)
        shares = Decimal(policy.a_share), Decimal(policy.b_share)
        known.classes.update(abc(group, a_share=shares[0], b_share=shares[1]))
    return known


def planning_facts_again(sku_ids: Sequence[int]) -> PlanningFacts:
    """As ``planning_facts``, but value and ABC of some SKUs as the last plan had them; three small queries."""
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLIERS)
        leads = {(row[0], row[1]): Lead(*row[2:]) for row in cursor.fetchall()}
    rows = ReplenishmentAdvice.objects.filter(sku_id__in=sku_ids)
    ranked = list(rows.values_list("sku_id", "warehouse_id", "yearly_value", "abc"))
    values = {(sku, house): value for sku, house, value, _ in ranked if value is not None}
    policies = {policy.warehouse_id: policy for policy in PlanningPolicy.objects.all()}
    return PlanningFacts(policies, leads, values, {(sku, house): rank for sku, house, _, rank in ranked})


def facts_of(sku_ids: Sequence[int]) -> list[PairFacts]:
    """The facts of every pair of the SKUs that has a forecast; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(sku_ids)])
        return [_facts(row) for row in cursor.fetchall()]


def next_skus(*, after: int, limit: int) -> list[int]:
    """Keys of the next SKUs with a forecast, in order of key."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_SKUS, [after, limit])
        return [row[0] for row in cursor.fetchall()]


def _facts(row: tuple[Any, ...]) -> PairFacts:
    """A bare cursor gives JSON as it is written."""
    units, mean, spread, came = row[-4:]
    lead = Lead(units or 0, mean or 0.0, spread or 0.0)
    return PairFacts(*row[:5], json.loads(row[5]), *row[6:-4], lead, came)  # type: ignore[call-arg]
