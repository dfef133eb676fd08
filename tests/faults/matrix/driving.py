"""Orders driven through the four acts while the gateway misbehaves and workers are killed."""

import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Effect
from orders.intake.requests import AddressRequest, OrderRequest, TenderRequest
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import Shop
from payments import tasks
from payments.models import GatewayComparison, PaymentTransaction
from payments.services.comparing import start_comparisons
from payments.statuses import UNDER_WAY
from simulators.faults import DEED_MODES
from tests.faults.matrix.asking import cancel, refund, ship
from tests.faults.matrix.plan import ACTS, KINDS, Round
from tests.faults.matrix.yard import Yard
from tests.faults.world import stranger

# Several attempts of an act may be struck one after another, and their workers killed between.
PHASE_PATIENCE_SECONDS = 400.0
QUIET_SECONDS = 120.0
# By then the gateway is asked about everything, and a person about what it cannot tell.
LATER = timedelta(hours=3)


class LaterClock:
    """What the reconciler takes for the time."""

    @staticmethod
    def now():
        return timezone.now() + LATER


@dataclass
class Drive:
    """One run of the matrix; ``intended`` is every (act, order) whose money must have moved at the end."""

    yard: Yard
    shop: Shop
    dice: random.Random
    intended: list[tuple[str, int]] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def run(self, rounds: Collection[Round]) -> None:
        started = time.monotonic()
        for one in rounds:
            self._round(one)
        self.yard.arm_kills()
        self._reconcile()
        self.seconds = time.monotonic() - started

    def _round(self, one: Round) -> None:
        self.yard.arm_kills()
        doomed = self.dice.choice(ACTS)
        ready = self._act(one, "authorize", lambda: self._place(one.orders), kill=doomed == "authorize")
        voided, shipped = ready[: one.voided], ready[one.voided :]
        self._act(one, "void", lambda: cancel(voided), kill=doomed == "void")
        captured = self._act(one, "capture", lambda: ship(shipped), kill=doomed == "capture")
        self._act(one, "refund", lambda: refund(captured), kill=doomed == "refund")
        self.yard.wait_for_webhooks()

    def _place(self, count: int) -> list[int]:
        wishes = [wish_of_a_stranger(self.shop) for _ in range(count)]
        return [outcome.order_id for outcome in place_orders(wishes, actor=SYSTEM)]

    def _act(self, one: Round, act: str, ask: Callable[[], list[int]], *, kill: bool) -> list[int]:
        """Ask for the act and wait until its money is known; the orders that can go on."""
        self.yard.arm(one.switches(act, self.dice))
        asked = ask()
        self.intended += [(act, order_id) for order_id in asked]
        if kill:
            time.sleep(self.dice.uniform(0.2, 1.5))
            self.yard.kill_worker()
        if not self.yard.wait(lambda: not self._open(act, asked), seconds=PHASE_PATIENCE_SECONDS):
            self.late.append(f"{act} in {', '.join(one.modes)}: {len(self._open(act, asked))} orders")
        self.yard.put_switches_away()
        stuck = self._open(act, asked) | self._deviants(act, asked)
        return [order_id for order_id in asked if order_id not in stuck]

    def _open(self, act: str, asked: Collection[int]) -> set[int]:
        """Orders whose money is not settled; what the gateway did wrong and stands by never settles by itself."""
        self.yard.look_at_switches()
        rows = PaymentTransaction.objects.filter(kind=KINDS[act], payment__order__in=asked)
        known = set(rows.values_list("payment__order", flat=True))
        open_ones = set(rows.filter(outcome__in=UNDER_WAY).values_list("payment__order", flat=True))
        if act == "authorize":
            open_ones |= set(Order.objects.filter(pk__in=asked, state="placed").values_list("pk", flat=True))
        return (set(asked) - known | open_ones) - self._deviants(act, asked)

    def _deviants(self, act: str, asked: Collection[int]) -> set[int]:
        keys = [key for (what, key), modes in self.yard.struck.items() if what == act and modes & DEED_MODES]
        rows = PaymentTransaction.objects.filter(key__in=keys, payment__order__in=asked).exclude(outcome="requested")
        return set(rows.values_list("payment__order", flat=True))

    def _reconcile(self) -> None:
        """What each minute and each night do, some hours later: ask, compare with the gateway's list, look again."""
        self.yard.wait_for_webhooks()
        self._sweep_later()
        start_comparisons(now=timezone.now())
        self.yard.wait(is_compared, seconds=QUIET_SECONDS)
        self._sweep_later()

    def _sweep_later(self) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tasks, "timezone", LaterClock)
            tasks.reconcile()
        if not self.yard.wait(is_quiet, seconds=QUIET_SECONDS):
            self.late.append(f"effects: {list(waiting().values_list('task', 'last_error')[:3])}")


def wish_of_a_stranger(shop: Shop) -> OrderRequest:
    """One unit for somebody with a card and an address of their own: fraud rules have nothing to count."""
    name = uuid4().hex
    address = AddressRequest(name=name, line1=f"{name} 1", city="Berlin", postal_code="10117", country="DE")
    card = TenderRequest(kind="card", token=f"tok_visa-{name}")
    return shop.request({0: 1}, customer=stranger(), shipping_address=address, tenders=[card])


def waiting():
    """Effects in somebody's hands, or due now; what is tried again later is not waited for."""
    due = Effect.objects.filter(state="due", run_after__lte=timezone.now())
    return Effect.objects.filter(state="claimed") | due


def is_quiet() -> bool:
    return not waiting().exists()


def is_compared() -> bool:
    return not GatewayComparison.objects.filter(gateway="sandbox", finished_at=None).exists()
