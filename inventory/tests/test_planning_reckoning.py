"""The reckoning of stock: classes, safety, quantities, ranks. Numbers beside those of other books and libraries."""

from decimal import Decimal

import pytest

from inventory.models import DemandClass
from inventory.planning.classing import profile_of
from inventory.planning.quantities import Terms, order_quantity, sized
from inventory.planning.ranking import abc, xyz
from inventory.planning.safety import cushion, quantile, uncertainty


@pytest.mark.parametrize(
    ("units", "demand_class"),
    [
        ([4, 5, 6, 5, 4, 5, 6, 5], DemandClass.SMOOTH),
        ([1, 9, 1, 1, 20, 1, 2, 1], DemandClass.ERRATIC),
        ([4, 0, 5, 0, 4, 0, 0, 5], DemandClass.INTERMITTENT),
        ([1, 0, 9, 0, 1, 0, 0, 30], DemandClass.LUMPY),
        ([4, 5, 6, 5], DemandClass.NEW),
        ([4, 0, 0, 0, 0, 0, 0, 0, 0], DemandClass.NEW),
        ([], DemandClass.NEW),
    ],
)
def test_demand_is_classed_by_how_often_it_comes_and_how_its_sizes_vary(units, demand_class):
    assert profile_of(units).demand_class == demand_class


def test_the_spread_over_the_lead_time_adds_the_forecasts_error_and_the_lead_times_own():
    """70 units a week that err by 20, a lead time of 13 ± 2 days and one of review: √(2·20² + 10²·2²)."""
    demand = uncertainty(weekly=70, error=20, lead_days=13, lead_spread=2, review_days=1)

    assert (demand.days, demand.mean, round(demand.spread, 4)) == (14, 140, round(1200**0.5, 4))


def test_steady_demand_is_cushioned_by_the_normal_distribution():
    demand = uncertainty(weekly=70, error=20, lead_days=13, lead_spread=2, review_days=1)

    found = cushion(demand, service_level=95, demand_class=DemandClass.SMOOTH)

    # 140 + 1.645 × 34.64
    assert (found.reorder_point, found.safety_stock, found.factor, found.by) == (197, 57, 1.645, "normal")


# As scipy.stats.nbinom.ppf and poisson.ppf say.
@pytest.mark.parametrize(
    ("mean", "variance", "share", "units"),
    [
        (3, 9, 0.95, 9), (0.5, 2, 0.9, 2), (40, 900, 0.98, 122), (2, 2, 0.95, 5), (200, 4000, 0.95, 314),
        (5, 200, 0.98, 51),
    ],
)  # fmt: skip
def test_demand_that_comes_now_and_then_is_counted_through(mean, variance, share, units):
    assert quantile(mean, variance, share) == units


def test_the_quantity_is_economic_where_costs_are_known_and_days_of_cover_where_not():
    known = Terms(cover_days=30, order_cost=Decimal(20), unit_cost=Decimal(10), holding_percent=Decimal(25))

    # √(2 · 3640 · 20 / 2.5), and 30 days of 10.
    assert order_quantity(weekly=70, terms=known).units == 242
    assert order_quantity(weekly=70, terms=Terms(cover_days=30)).units == 300


def test_an_order_is_at_least_the_suppliers_minimum_in_whole_cases():
    assert (sized(5, 1, 1), sized(5, 12, 1), sized(13, 12, 12), sized(0, 1, 6)) == (5, 12, 24, 6)


def test_the_sku_that_crosses_a_cut_belongs_above_it_and_what_is_worth_nothing_is_last():
    values = {"one": Decimal(70), "two": Decimal(20), "three": Decimal(6), "four": Decimal(4), "none": Decimal(0)}

    found = abc(values, a_share=Decimal(80), b_share=Decimal(95))

    assert found == {"one": "A", "two": "A", "three": "B", "four": "C", "none": "C"}


def test_evenness_is_the_spread_of_weeks_over_their_mean():
    assert (xyz([5, 5, 5, 6]), xyz([1, 9, 1, 9]), xyz([0, 0, 0, 20]), xyz([0, 0]), xyz([])) == ("X", "Y", "Z", "", "")
