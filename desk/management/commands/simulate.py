"""Play customers, staff and the carrier against the running system."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from desk.simulation.causes import FOR_A_PERSON, STUCK, UNDER_WAY, account_for
from desk.simulation.running import Day, play


class Command(BaseCommand):
    """Through the same services as the screens; without --until-idle orders are left in every state."""

    help = "Play customers, reps, pickers, packers and the carrier, live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=30, help="New orders; 0 plays only the staff.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed is the same story.")
        parser.add_argument("--speed", type=float, default=0, help="Turns a second; 0 is as fast as possible.")
        parser.add_argument("--until-idle", action="store_true", help="Take every order to its end.")
        parser.add_argument("--max-minutes", type=float, default=60, help="Stop after this long at the latest.")
        parser.add_argument("--report", action="store_true", help="Print why orders are not completed.")
        parser.add_argument("--channel", action="append", default=[], help="Report on these channels only.")

    def handle(self, *args: Any, **options: Any) -> None:
        day = Day(
            orders=options["orders"],
            seed=options["seed"],
            speed=options["speed"],
            until_idle=options["until_idle"],
            max_seconds=60 * options["max_minutes"],
        )
        is_verbose = options["verbosity"] > 1
        done = play(day, tell=lambda text: self.stderr.write(text) if is_verbose else None)
        self.stdout.write(", ".join(f"{count} {what}" for what, count in done.items() if count) or "Nothing to do.")
        if options["report"]:
            self._report(options["channel"])

    def _report(self, channels: list[str]) -> None:
        account = account_for(channel_codes=channels)
        share = 100 * account.completed / account.sellable if account.sellable else 100
        self.stdout.write(f"orders             {account.orders}")
        self.stdout.write(f"canceled           {account.canceled}")
        self.stdout.write(f"with sellable line {account.sellable}")
        self.stdout.write(f"completed          {account.completed} ({share:.1f} %)")
        for kind in (FOR_A_PERSON, UNDER_WAY, STUCK):
            self.stdout.write(f"{kind:18} {account.count(kind)}")
        for kind, cause, count in account.causes:
            self.stdout.write(f"  {count:5}  {kind}: {cause}")
