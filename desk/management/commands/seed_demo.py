"""Demo data, once: a small house with orders in every state."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.runner import audit
from core.errors import MoveRefused
from core.service import tried
from desk.demo.past import seeding as past
from desk.demo.seeding import seed_base
from desk.practice.filling import TEACHER, USUAL, fill_practice
from desk.scale.growing import analyze
from desk.simulation.customers import orders_of_seed
from desk.simulation.running import Day, play
from inventory.services.planning import begin_plan
from reports.services.summarizing import refresh_summaries


def _silent(text: str) -> None:
    """Nobody watches demo data being made."""


class Command(BaseCommand):
    """Calling it again changes nothing; a call that was cut short goes on."""

    help = "Make demo goods, buildings and people, and play a day until orders stand in every state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=120, help="Orders to play; 0 makes only the house.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed is the same house.")
        parser.add_argument("--past", type=int, default=past.USUAL, help="Finished orders of the months before.")
        parser.add_argument("--practice", type=int, default=USUAL, help="Practice orders to pick; 0 makes none.")
        parser.add_argument("--max-minutes", type=float, default=5)

    def handle(self, *args: Any, **options: Any) -> None:
        is_new = seed_base(seed=options["seed"])
        self.stdout.write("Demo house made." if is_new else "The demo house stands already.")
        self._tell_past(orders=options["past"], seed=options["seed"])
        if is_new and options["practice"]:
            fill_practice(actor=TEACHER, token=f"demo-{options['seed']}", orders=options["practice"])
        missing = options["orders"] - orders_of_seed(options["seed"])
        if missing <= 0:
            return
        day = Day(
            orders=missing, seed=options["seed"], speed=0, until_idle=False, max_seconds=60 * options["max_minutes"]
        )
        done = play(day, tell=_silent)
        self.stdout.write(", ".join(f"{count} {what}" for what, count in done.items() if count))
        broken = sum(finding.violations for finding in audit())
        self.stdout.write(f"The books were checked: {broken} promises broken.")

    def _tell_past(self, *, orders: int, seed: int) -> None:
        """Months of orders, their figures, and a plan of stock that a worker takes up: beat wakes it within minutes."""
        now = timezone.now()
        told = past.seed_past(orders=orders, seed=seed, now=now)
        if not told:
            return
        analyze()
        refresh_summaries()
        with tried(MoveRefused):
            begin_plan(actor=SYSTEM, now=now)
        self.stdout.write(f"{told} orders of the past told in {(timezone.now() - now).total_seconds():.0f} s.")
