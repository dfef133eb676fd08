"""Hold the reports over an imported history against the raw files."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desk.selectors.history_check import compare
from desk.selectors.raw_history import read


class Command(BaseCommand):
    help = "Print monthly sales, cancellations, top SKUs, countries and repeat customers beside the raw rows'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="The files that were imported as history.")
        parser.add_argument("--quiet", action="store_true", help="Print only what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [path for path in options["files"] if not path.is_file()]
        if missing:
            raise CommandError(f"There is no file {missing[0]}.")
        raw = read(options["files"])
        months = sorted(raw.months)
        last = date.fromisoformat(f"{months[-1]}-01") + timedelta(days=31)
        found = list(
            compare(raw, first=date.fromisoformat(f"{months[0]}-01"), last=last.replace(day=1), now=timezone.now())
        )
        for one in found:
            if not (one.agrees and options["quiet"]):
                sign = "=" if one.agrees else "DIFFERS FROM"
                self.stdout.write(f"{one.name}: {one.report} {sign} {one.raw}")
        wrong = sum(1 for one in found if not one.agrees)
        self.stdout.write(f"{len(found)} figures compared, {wrong} differ.")
        if wrong:
            raise SystemExit(1)
