"""The gateway's truth log against our ledger, movement by movement: what is double, lost, unknown, explained."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.money import format_money
from payments.models import MoneyTask, PaymentTransaction
from payments.statuses import UNDER_WAY, Outcome
from simulators.faults import DEED_MODES
from tests.faults.matrix.plan import ACTS, KINDS, OK

Cell = tuple[str, str]
Money = tuple[Decimal, str]


@dataclass
class Verdict:
    """What became of the movements of one mode at one act."""

    runs: int = 0
    movements: int = 0
    double: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Nothing twice, nothing lost, and whatever is not known is explained to a person."""
        return not self.double and not self.lost and len(self.unknown) <= len(self.explained)


class Judge:
    """Compares by idempotency key; a movement belongs to the modes that struck its key, or to ``ok``."""

    def __init__(
        self, truth: Sequence[Mapping[str, Any]], struck: Mapping[tuple[str, str], Collection[str]],
        strikes: Mapping[Cell, int],
    ) -> None:  # fmt: skip
        self.struck, self.strikes = struck, strikes
        self.cells: dict[Cell, Verdict] = defaultdict(Verdict)
        self.moved: dict[tuple[str, str], list[Money]] = defaultdict(list)
        self.by_order: Counter[tuple[str, str]] = Counter()
        for row in truth:
            if row["outcome"] == "succeeded":
                self.moved[row["operation"], row["key"]].append((Decimal(row["amount"]), row["currency"]))
                self.by_order[row["operation"], row["reference"]] += 1
        rows = PaymentTransaction.objects.exclude(gateway="").select_related("payment__order")
        self.ours = {(act, row.key): row for act in ACTS for row in rows.filter(kind=KINDS[act])}
        self.facts: dict[str, list[str]] = defaultdict(list)
        for cause, facts in MoneyTask.objects.filter(closed_at=None).order_by("pk").values_list("cause", "facts"):
            self.facts[cause].append(facts)

    def verdicts(self, intended: Collection[tuple[str, int]]) -> dict[Cell, Verdict]:
        """Every cell; what was intended and never promised is lost too."""
        for act, key in {*self.moved, *self.ours}:
            for mode in self._modes_of(act, key):
                self._judge(self.cells[mode, act], act, key)
        for act, order_id in intended:
            if (act, order_id) not in {(what, row.payment.order_id) for (what, _), row in self.ours.items()}:
                self.cells[OK, act].lost.append(f"order {order_id}: never promised")
        for (mode, act), cell in self.cells.items():
            cell.runs = cell.movements if mode == OK else self.strikes.get((mode, act), 0)
        return self.cells

    def _modes_of(self, act: str, key: str) -> Collection[str]:
        """Where the deed itself was wrong, whatever else struck the call is not to blame."""
        modes = set(self.struck.get((act, key)) or [OK])
        return modes & DEED_MODES or modes

    def _judge(self, cell: Verdict, act: str, key: str) -> None:
        cell.movements += 1
        moved, ours = self.moved.get((act, key), []), self.ours.get((act, key))
        if len(moved) > 1:
            cell.double.append(f"{act} {key}: {len(moved)} times")
        if ours is None:
            cell.lost.append(f"{act} {key}: moved {told(moved)}, our books know nothing")
            return
        if self.by_order[act, ours.payment.order.number] > 1:
            cell.double.append(f"{act} of {ours.payment.order.number}: more than once")
        if ours.outcome in UNDER_WAY:
            cell.unknown.append(f"{act} {key}: {ours.outcome}, {ours.error}")
        if ours.settled_at is not None:
            cell.seconds.append((ours.settled_at - ours.created_at).total_seconds())
        booked = [(ours.amount, ours.currency)] if ours.outcome == Outcome.SUCCEEDED else []
        if not moved or moved != booked:
            self._differs(cell, ours, moved, f"{act} {key}: moved {told(moved)}, our books say {ours.outcome}")

    def _differs(self, cell: Verdict, ours: PaymentTransaction, moved: Sequence[Money], sentence: str) -> None:
        """Explained only by an open task that names what was asked and what was moved."""
        amounts = [format_money(*each) for each in ((ours.amount, ours.currency), *moved)]
        for facts in self.facts.get(f"transaction:{ours.pk}", []):
            if moved and all(amount in facts for amount in amounts):
                cell.explained.append(facts)
                return
        cell.lost.append(sentence)


def told(moved: Sequence[Money]) -> str:
    return ", ".join(format_money(*each) for each in moved) or "nothing"
