"""``kill -9`` of a worker around every call: nothing lost, nothing done twice, back within a minute."""

import pytest

from tests.faults.ledger import label_differences, mail_differences, money_differences, open_ends
from tests.faults.test_switches import switch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

POINTS = ("before_call", "after_call", "after_commit")
LONGEST_RECOVERY = 60.0
MAIL = ("mail_confirmation", "mail_dispatch", "mail_refund")
TASKS = {
    "authorize": ["payments.tasks.authorize_payment"],
    "capture": ["payments.tasks.capture_payment"],
    "refund": ["payments.tasks.refund_payment"],
    "label": ["shipping.tasks.buy_label"],
    "mail": [f"notifications.tasks.{name}" for name in MAIL],
}


def kills(*trades: str, times: int) -> str:
    return ",".join(f"{trade}.{point}=kill:{times}" for trade in trades for point in POINTS)


def differences(world, *, repeats: int = 0) -> dict:
    found = {
        **money_differences(world.outside["gateway"].url),
        **label_differences(world.outside["carrier"].url),
        **mail_differences(world.outside["mail"].url, repeats=repeats),
        **open_ends(),
    }
    return {name: value for name, value in found.items() if value}


def tell(table, world, trades, *, times: int, found: dict) -> float:
    slowest = 0.0
    for trade in trades:
        seconds = world.recoveries(*TASKS[trade])
        slowest = max([slowest, *seconds])
        what = "sent, at most one repeat per kill" if trade == "mail" else "truth log = books, once each"
        table.add(
            f"kill -9 at {trade}.{{before_call,after_call,after_commit}}",
            runs=times * len(POINTS), invariant=what, result=found, seconds=seconds,
        )  # fmt: skip
    return slowest


def test_a_worker_killed_around_captures_and_labels(long_only, world, table):
    """The short form is the matrix, whose workers are killed, and ``test_label_kills``."""
    world.hire(faults=kills("capture", "label", times=1))
    world.place(3)
    world.settle(seconds=60)
    world.pack_everything()
    world.settle(seconds=100)
    world.hand_over()
    world.settle(seconds=100)

    found = differences(world)
    slowest = tell(table, world, ["capture", "label"], times=1, found=found)
    assert world.shots_fired() == 6
    assert found == {}
    assert slowest <= LONGEST_RECOVERY


def test_a_worker_killed_five_times_everywhere(long_only, world, table):
    times, trades = 5, ["authorize", "mail", "label", "capture", "refund"]
    world.hire(faults=kills(*trades, times=times))
    world.place(40)
    world.settle(seconds=240)
    world.pack_everything()
    world.settle(seconds=240)
    world.hand_over()
    world.settle(seconds=240)
    world.refund_everything()
    world.settle(seconds=240)

    found = differences(world, repeats=times * 2)
    slowest = tell(table, world, trades, times=times, found=found)
    assert world.shots_fired() == times * len(POINTS) * len(trades)
    assert found == {}
    assert slowest <= LONGEST_RECOVERY


def test_without_keys_the_same_kills_do_things_twice(long_only, world, table):
    world.hire(faults="authorize.after_call=kill:1,label.after_call=kill:1,mail.after_call=kill:1",
               app="tests.faults.unguarded")  # fmt: skip
    world.place(2)
    world.settle(seconds=100)
    world.pack_everything()
    world.settle(seconds=100)

    money = money_differences(world.outside["gateway"].url)
    labels = label_differences(world.outside["carrier"].url)
    mails = mail_differences(world.outside["mail"].url, repeats=0)
    for name, found in (("authorize", money.get("more than once")), ("label", labels), ("mail", mails)):
        table.add(f"control: {name} with a fresh key per attempt", runs=1, invariant="must break", result=found,
                  bad=True)  # fmt: skip
    assert money["more than once"]
    assert len(labels["carrier only"]) == 3
    assert len(mails["server only"]) >= 3


@pytest.mark.parametrize("who", ["hand", "worker"])
def test_a_worker_killed_from_outside(long_only, world, table, form, who):
    # A gateway that takes its time, so that the kill comes while somebody waits for its answer.
    switch(world.outside["gateway"], "authorize", "slow", times=1000, seconds=0.3)
    world.hire()
    for wave in range(5):
        world.place(20)
        world.settle_a_little(seed=form.seed + wave)
        busy = world.busy_hand("payments.tasks.authorize_payment")
        if who == "hand":
            world.crew.kill_hand(busy)
        else:
            world.crew.kill_worker()
    world.settle(seconds=150)

    found = differences(world, repeats=5)
    tasks = [name for names in TASKS.values() for name in names]
    seconds = world.recoveries(*tasks)
    table.add(f"kill -9 of a {who} under load", runs=5, invariant="truth log = books", result=found, seconds=seconds)
    assert found == {}
    assert seconds, "no kill hit anybody at work"
    assert max(seconds) <= LONGEST_RECOVERY
