"""The day: everybody does a little in turn, until nobody has anything left to do."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from core.effects import drain
from core.models import Effect, EffectState
from desk.simulation import aftermath, aftersales, carrier, customers, dock, floor, goods_back, incidents, reps
from desk.simulation.script import Script

HELP_AFTER = timedelta(seconds=2)
HELP_SECONDS = 2.0
SOON = timedelta(seconds=90)
QUIET_TURNS = 4
DRAIN_QUEUES = ("payments", "default", "labels", "mail", "bulk")


@dataclass
class Day:
    """What the simulation is asked for. ``speed`` is turns a second; 0 is as fast as possible."""

    orders: int
    seed: int
    speed: float
    until_idle: bool
    max_seconds: float
    done: Counter[str] = field(default_factory=Counter)
    road: carrier.Road = field(default_factory=carrier.Road)

    @property
    def script(self) -> Script:
        return Script(self.seed, is_thorough=self.until_idle)


def play(day: Day, *, tell: Callable[[str], None]) -> Counter[str]:
    """Play until the orders are placed and everybody is idle, or the time is over; tells what was done."""
    started = time.monotonic()
    start = customers.orders_of_seed(day.seed) if day.orders else 0
    placed = 0
    quiet = 0
    while time.monotonic() - started < day.max_seconds:
        turn = Counter[str]()
        if placed < day.orders:
            count = min(customers.BATCH, day.orders - placed)
            turn["ordered"] = customers.place_some(count=count, seed=day.seed, start=start + placed)
            placed += count
        if day.orders:
            turn.update(play_customers(day.script))
        turn.update(play_turn(day.script, day.road))
        turn["effects"] = help_workers()
        day.done += turn
        if turn.total():
            quiet = 0
            told = ", ".join(f"{count} {what}" for what, count in turn.items() if count)
            tell(f"{time.monotonic() - started:7.1f} s  {told}")
        elif placed >= day.orders and not work_is_due():
            quiet += 1
            if quiet >= QUIET_TURNS:
                break
        pause(day.speed, is_quiet=not turn.total())
    return day.done


def play_turn(script: Script, road: carrier.Road) -> Counter[str]:
    """Everybody of the house does a little; counts by what was done."""
    return Counter(
        {
            "holds reviewed": reps.review_holds(script),
            "released": floor.release_batches(script),
            "tasks picked": floor.pick_works(script),
            "parcels packed": floor.pack_works(script),
            "labels retried": dock.retry_labels(script),
            "parcels handed over": dock.hand_over(script),
            "parcels moved": carrier.deliver(script, road),
            "sent back as imported": aftermath.send_back_imported(),
            "returns worked": goods_back.work_returns(script),
            "cases resolved": aftermath.resolve_cases(script),
        }
    )


def play_customers(script: Script) -> Counter[str]:
    """Customers of the demo think of something: before it ships, or after it came."""
    return Counter(
        {
            "calls answered": 0 if script.is_thorough else reps.answer_calls(script),
            "returns asked for": aftermath.ask_for_returns(script),
            "ratings given": aftermath.rate_orders(script),
            "exchanges and claims": aftersales.have_aftersales(script),
            "money gone astray": incidents.have_incidents(script),
        }
    )


def help_workers() -> int:
    """Lend the workers a hand when work lies about; tells how many effects were done."""
    late = timezone.now() - HELP_AFTER
    if not Effect.objects.filter(state=EffectState.DUE, run_after__lt=late).exists():
        return 0
    return drain(DRAIN_QUEUES, budget_seconds=HELP_SECONDS).count


def work_is_due() -> bool:
    """Whether the system still has something to do soon."""
    soon = timezone.now() + SOON
    return Effect.objects.filter(state__in=[EffectState.DUE, EffectState.CLAIMED], run_after__lt=soon).exists()


def pause(speed: float, *, is_quiet: bool) -> None:
    """Wait between turns: by the speed asked for, and never spin when there is nothing to do."""
    seconds = 1 / speed if speed else 0.0
    time.sleep(max(seconds, 0.5) if is_quiet else seconds)
