"""Which works walk together, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fulfillment.batching import Limits, Load, plan_batches
from fulfillment.statuses import BatchKind

MORNING = datetime(2026, 11, 26, 9, tzinfo=UTC)
CLUSTER, SINGLE_ITEM, ZONE = BatchKind.CLUSTER, BatchKind.SINGLE_ITEM, BatchKind.ZONE


def load(work_id: int, **values) -> Load:
    defaults = {
        "number": f"F-{work_id}", "priority": 5, "late_at": MORNING, "lines": 1,
        "units": 1, "weight_grams": 100, "volume_mm3": 1000, "only_sku": 7, "sequence": work_id, "zones": ("A",),
        "household": "",
    }  # fmt: skip
    return Load(work_id=work_id, **{**defaults, **values})


def works(plans) -> list[list[int]]:
    return [[one.work_id for one in plan.loads] for plan in plans]


def test_a_batch_that_would_pass_a_limit_becomes_two():
    heavy = [load(number, weight_grams=400) for number in (1, 2, 3)]

    assert works(plan_batches(heavy, kind=CLUSTER, limits=Limits(weight_grams=800))) == [[1, 2], [3]]
    assert works(plan_batches(heavy, kind=CLUSTER, limits=Limits(orders=1))) == [[1], [2], [3]]
    assert works(plan_batches(heavy, kind=CLUSTER, limits=Limits(lines=2))) == [[1, 2], [3]]
    assert works(plan_batches(heavy, kind=CLUSTER, limits=Limits(volume_mm3=2999))) == [[1, 2], [3]]


def test_an_order_above_the_limits_goes_alone():
    plans = plan_batches([load(1), load(2, weight_grams=9000), load(3)], kind=CLUSTER, limits=Limits(weight_grams=500))

    assert works(plans) == [[1], [2], [3]]


def test_orders_walk_in_the_order_of_the_bins_and_urgent_ones_first():
    loads = [load(1, sequence=30), load(2, sequence=10), load(3, sequence=20, priority=1)]

    assert works(plan_batches(loads, kind=CLUSTER, limits=Limits(orders=2))) == [[3, 2], [1]]


def test_orders_to_one_address_stay_together_and_share_a_tote():
    loads = [load(1, household="ada"), load(2), load(3), load(4, household="ada", sequence=99)]

    (plan, rest) = plan_batches(loads, kind=CLUSTER, limits=Limits(orders=3))

    assert works([plan, rest]) == [[1, 4, 2], [3]]
    assert plan.slots == {1: 1, 4: 1, 2: 2}


def test_a_family_that_no_batch_holds_is_parted():
    loads = [load(number, household="ada") for number in (1, 2, 3)]

    assert works(plan_batches(loads, kind=CLUSTER, limits=Limits(orders=2))) == [[1, 2], [3]]


def test_orders_of_one_product_are_lined_up_by_product_in_one_tote():
    loads = [load(1, only_sku=8, sequence=5), load(2, only_sku=7, sequence=9), load(3, only_sku=8, sequence=5)]

    (plan,) = plan_batches(loads, kind=SINGLE_ITEM, limits=Limits())

    assert works([plan]) == [[1, 3, 2]]
    assert set(plan.slots.values()) == {1}


def test_each_order_alone_is_a_batch_of_its_own_the_most_urgent_first():
    loads = [load(1, late_at=MORNING + timedelta(hours=1)), load(2)]

    assert works(plan_batches(loads, kind=BatchKind.SINGLE_ORDER, limits=Limits())) == [[2], [1]]


def test_by_zone_those_of_the_same_zones_walk_together():
    loads = [load(1, zones=("B",)), load(2, zones=("A",)), load(3, zones=("B",)), load(4, zones=("A",))]

    assert works(plan_batches(loads, kind=ZONE, limits=Limits(orders=2))) == [[2, 4], [1, 3]]


sizes = st.integers(0, 2000)
some_loads = st.lists(
    st.builds(
        lambda weight, lines, family, sequence: {
            "weight_grams": weight, "lines": lines, "household": family, "sequence": sequence
        },
        sizes, st.integers(1, 5), st.sampled_from(["", "ada", "bob"]), st.integers(0, 9),
    ),
    max_size=30,
)  # fmt: skip


@given(some_loads, st.integers(1, 6), sizes, st.sampled_from(list(BatchKind)))
def test_every_work_is_in_exactly_one_batch_and_no_batch_of_several_passes_a_limit(wishes, orders, weight, kind):
    loads = [load(number, **wish) for number, wish in enumerate(wishes)]
    limits = Limits(orders=orders, weight_grams=weight)

    plans = plan_batches(loads, kind=kind, limits=limits)

    assert sorted(pk for batch in works(plans) for pk in batch) == [one.work_id for one in loads]
    assert all(limits.allow(plan.loads) for plan in plans)
    assert plans == plan_batches(list(reversed(loads)), kind=kind, limits=limits)
