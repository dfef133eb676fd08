"""``kill -9`` around buying and voiding labels: none bought twice, none left at the carrier that no parcel has."""

from collections import Counter

import pytest

from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import Parcel
from fulfillment.services.closing import repack_parcel
from shipping.models import ShippingLabel
from shipping.services.voiding import request_void
from shipping.statuses import LabelState
from tests.faults.ledger import label_differences, open_ends, truth_of
from tests.faults.test_kills import POINTS, kills

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]
TRADES = ("label", "void_label")


def at_the_carrier(world, operation: str) -> Counter[str]:
    """What the carrier's own log says: label → how often that was done to it."""
    return Counter(row["id"] for row in truth_of(world.outside["carrier"].url) if row["operation"] == operation)


def test_labels_that_nobody_needs_any_more_are_given_back_once_whoever_dies(world, table):
    """Every parcel is opened again while its label is bought; the worker is killed at all six places."""
    world.place(3)
    drain()
    world.pack_everything()
    drain(["default"])
    for parcel_id in Parcel.objects.values_list("pk", flat=True):
        repack_parcel(parcel_id=parcel_id, actor=SYSTEM)

    world.hire(faults=kills(*TRADES, times=1))
    world.settle(seconds=150)

    bought, voided = at_the_carrier(world, "buy_label"), at_the_carrier(world, "void_label")
    found = {**label_differences(world.outside["carrier"].url), **open_ends()}
    found = {name: value for name, value in found.items() if value}
    table.add(
        "kill -9 at {label,void_label}.{before_call,after_call,after_commit}, parcel opened meanwhile",
        runs=len(TRADES) * len(POINTS), invariant="bought once, orphans voided once", result=found,
        seconds=world.recoveries("shipping.tasks.buy_label", "shipping.tasks.void_label"),
    )  # fmt: skip
    assert world.shots_fired() == len(TRADES) * len(POINTS)
    assert len(bought) == 3
    assert set(bought.values()) == {1}
    assert voided == bought
    assert set(ShippingLabel.objects.values_list("state", flat=True)) == {LabelState.VOIDED}
    assert found == {}


def test_without_keys_a_killed_worker_leaves_orphans_at_the_carrier(long_only, world, table):
    """The negative control: the keys are what makes the second try find the first one's label."""
    world.place(2)
    drain()
    world.pack_everything()
    world.hire(faults="label.after_call=kill:1", app="tests.faults.unguarded")
    world.settle(seconds=150)
    for label in ShippingLabel.objects.filter(state=LabelState.PURCHASED):
        request_void(shippinglabel_id=label.pk, actor=SYSTEM)
    world.settle(seconds=150)

    bought, voided = at_the_carrier(world, "buy_label"), at_the_carrier(world, "void_label")
    found = sorted((bought - voided).elements())
    table.add("control: label with a fresh key per attempt", runs=1, invariant="must break", result=found, bad=True)
    assert found
