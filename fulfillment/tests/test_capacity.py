"""Which orders make their cutoff, as plain reckoning."""

from datetime import UTC, datetime, timedelta

from fulfillment.selectors.capacity import CutoffLoad, cutoff_loads

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=3)


def test_the_most_urgent_orders_make_their_cutoff_as_far_as_the_speed_goes():
    rows = [(SOON, 4), (SOON, 5), (LATER, 10), (SOON, 2), (LATER, 12)]

    loads = cutoff_loads(rows, per_hour=10, now=NOW)

    assert loads == [CutoffLoad(SOON, orders=3, stops=11, make_it=2), CutoffLoad(LATER, orders=2, stops=22, make_it=1)]
    assert [load.miss for load in loads] == [1, 1]


def test_a_floor_that_stands_still_makes_nothing():
    assert [load.make_it for load in cutoff_loads([(LATER, 1)], per_hour=0, now=NOW)] == [0]
