"""What is tried: modes of the gateway, acts of ours, and rounds of both."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from simulators.faults import DEED_MODES, WEBHOOK_MODES

# Our word for an act, and its kind in the ledger.
KINDS = {"authorize": "authorization", "capture": "capture", "void": "void", "refund": "refund"}
ACTS = tuple(KINDS)
POINTS = ("before_call", "after_call", "after_commit")
# The last two are deeds gone wrong, the others wires and webhooks.
OK = "ok"
MODES = (
    OK, "slow", "timeout_before", "timeout_after", "error_before", "error_after", "answer_twice", "wrong_amount",
    "wrong_currency", "garbage", "webhook_before", "webhooks_duplicated", "webhooks_shuffled", "webhook_forged",
    "webhook_never", "moves_less", "moves_other_currency",
)  # fmt: skip
# Longer than a worker waits; slow ones answer in time, or long after the worker asked what became of its key.
SILENT_SECONDS = 1.5
SLOW_SECONDS = (0.4, 3.6)
LATE_WEBHOOK_SECONDS = 2.0
RUNS_OF_A_ROUND = 5


@dataclass(frozen=True)
class Switch:
    """One strike of the gateway's faults, as its control page takes it."""

    operation: str
    mode: str
    delay_seconds: float


@dataclass(frozen=True)
class Round:
    """``runs`` strikes of each mode at each act."""

    modes: Sequence[str]
    runs: int

    @property
    def deviants(self) -> int:
        """Strikes after which an order goes no further."""
        return self.runs * sum(mode in DEED_MODES for mode in self.modes)

    @property
    def strikes(self) -> int:
        """Calls that an act must make for every strike to find one: those of a sort strike one call each."""
        hooks = sum(mode in WEBHOOK_MODES for mode in self.modes)
        wires = len(self.modes) - hooks - sum(mode in DEED_MODES for mode in self.modes)
        return self.runs * max(hooks, wires, 1)

    @property
    def voided(self) -> int:
        return max(self.strikes, self.deviants) + 1

    @property
    def captured(self) -> int:
        """As many as are refunded, and those whose capture goes wrong for good."""
        return max(self.strikes, self.deviants) + self.deviants + 1

    @property
    def orders(self) -> int:
        return self.voided + self.captured + self.deviants

    def switches(self, act: str, dice: random.Random) -> list[Switch]:
        """One shot each, shuffled."""
        modes = [mode for mode in self.modes if strikes(mode, act) for _ in range(self.runs)]
        dice.shuffle(modes)
        return [Switch(act, mode, delay_of(mode, dice)) for mode in modes]


def strikes(mode: str, act: str) -> bool:
    """Only an authorization names a currency that the gateway could mistake."""
    return mode != OK and (mode != "moves_other_currency" or act == "authorize")


def delay_of(mode: str, dice: random.Random) -> float:
    if mode == "slow":
        return dice.choice(SLOW_SECONDS)
    if mode == "webhooks_shuffled":
        return LATE_WEBHOOK_SECONDS
    return SILENT_SECONDS if mode.startswith("timeout") else 0.0


def short_form() -> list[Round]:
    """Every mode at every act, all at once."""
    return [Round(MODES, runs=1)]


def long_form(rounds: int) -> list[Round]:
    """Five of every mode at every act in each round, about a hundred orders at once."""
    return [Round(MODES, runs=RUNS_OF_A_ROUND) for _ in range(rounds)]
