"""Take files of orders in, live or as a history."""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actors import Actor
from core.errors import OmsError
from desk.imports.historical.running import run_history
from desk.imports.jobs import analyze_rows, stage_file
from desk.imports.live.running import run_live
from desk.imports.progress import ProgressBar
from desk.imports.report import figures, outcomes, rejected_rows


class Command(BaseCommand):
    """Every row is accounted for; a killed run goes on where it stopped; a second run changes nothing."""

    help = "Import orders from files, live through the workers or as finished history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, or CSV packed with gzip.")
        parser.add_argument("--format", choices=["uci-retail"], required=True)
        parser.add_argument("--mode", choices=["live", "historical"], required=True)
        parser.add_argument("--create-skus", action="store_true", help="Make the goods the catalog lacks.")
        parser.add_argument("--json", action="store_true", help="Print the figures by month as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(**options)
        except OmsError as error:
            raise CommandError(error.message) from error

    def _run(self, *, files: list[Path], mode: str, create_skus: bool, **options: Any) -> None:
        started = time.monotonic()
        actor = Actor(kind="import", name="File import", is_trusted=True)
        jobs = [stage_file(path=path, format_name=options["format"], mode=mode).job for path in files]
        analyze_rows()
        bar = ProgressBar(total=sum(job.rows_total for job in jobs), stream=sys.stderr)
        run = run_history if mode == "historical" else run_live
        created = run(jobs=jobs, may_create_skus=create_skus, actor=actor, progress=bar.advance)
        bar.finish()
        self._report([job.pk for job in jobs], created, time.monotonic() - started, as_json=options["json"])

    def _report(self, job_ids: list[int], created: int, seconds: float, *, as_json: bool) -> None:
        became = outcomes(job_ids=job_ids)
        rows = sum(became.values())
        accounted = rows - became.get("pending", 0)
        if as_json:
            found = {
                **figures(job_ids=job_ids),
                "orders_created": created,
                "rows_rejected": became.get("rejected", 0),
                "rows_accounted": accounted,
                "rows_accounted_percent": round(100 * accounted / rows, 2) if rows else 100,
                "outcomes": became,
            }
            self.stdout.write(json.dumps(found, indent=1))
            return
        speed = f"{rows / seconds:,.0f} rows/s" if seconds else ""
        self.stdout.write(f"{rows} rows in {seconds:.1f} s ({speed}), {created} orders created.")
        for outcome, count in became.items():
            self.stdout.write(f"  {outcome:12} {count}")
        self.stdout.write(f"{accounted} of {rows} rows accounted for.")
        for row in rejected_rows(job_ids=job_ids):
            self.stdout.write(f"  rejected: {row}")
