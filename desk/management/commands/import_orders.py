"""Take files of orders in, live or as a history."""

import json
import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actors import Actor
from core.errors import OmsError
from core.models import ImportState
from desk.channels.files import take_documents
from desk.imports.errors import FileRefused
from desk.imports.historical.running import run_history
from desk.imports.jobs import analyze_history, analyze_rows, stage_file
from desk.imports.live.running import run_live
from desk.imports.progress import ProgressBar
from desk.imports.replaying.running import cancellations, run_replay
from desk.imports.report import figures, outcomes, rejected_rows
from desk.imports.table.running import work
from desk.imports.table.staging import POLICIES, SKIP_BAD, stage_table
from desk.imports.table.starting import start_check, start_import


def _take_table(
    *, path: Path, actor: Actor, mode: str, channel: str, policy: str, dry_run: bool, sheet: str, **options: Any
) -> dict[str, Any]:
    """Take one table of orders in, in this process; tells what became of it."""
    if mode != "live":
        raise FileRefused("orders-csv files are taken in live only; history is read from uci-retail.", mode=mode)
    started = time.monotonic()
    job = stage_table(path=path, name=path.name, options={"channel": channel, "policy": policy}, sheet=sheet).job
    analyze_rows()
    staged = time.monotonic()
    bar = ProgressBar(total=job.rows_total, stream=sys.stderr)
    if job.state not in (ImportState.DONE, ImportState.FAILED):
        start = start_check if dry_run else start_import
        job = start(job_id=job.pk, actor=actor)
        while work(job.pk, job.run_no, progress=bar.advance):
            pass
    bar.finish()
    job.refresh_from_db()
    return {
        "job": job.number, "state": job.state, "message": job.message, "orders_created": job.orders_created,
        "rows": job.rows_total, "outcomes": outcomes(job_ids=[job.pk]),
        "seconds": round(time.monotonic() - started, 2), "seconds_staging": round(staged - started, 2),
        "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "first_refusals": rejected_rows(job_ids=[job.pk], limit=20),
    }  # fmt: skip


MODES = (
    "Live: through the workers. Historical: finished orders, cancellations reduce them. "
    "Returns: finished orders, cancellations come back as returns; uci-retail only."
)
RUNS = {"live": run_live, "historical": run_history, "returns": run_replay}


def _sentences(told: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in told.items())


class Command(BaseCommand):
    """Every row is accounted for; a killed run goes on where it stopped; a second run changes nothing."""

    help = "Import orders from files, live through the workers or as finished history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="Workbook, CSV, or CSV packed with gzip."
        )
        parser.add_argument("--format", choices=["uci-retail", "orders-csv", "shopify"], required=True)
        parser.add_argument("--mode", choices=["live", "historical", "returns"], default="live", help=MODES)
        parser.add_argument("--channel", default="", help="Where the orders belong; not for uci-retail.")
        parser.add_argument("--policy", choices=POLICIES, default=SKIP_BAD, help="What bad rows do; orders-csv only.")
        parser.add_argument("--sheet", default="", help="Of a workbook; its first when not given; orders-csv only.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, place nothing; orders-csv only.")
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
        if options["format"] != "uci-retail":
            take = _take_table if options["format"] == "orders-csv" else take_documents
            for path in files:
                told = take(path=path, actor=actor, mode=mode, **options)
                self.stdout.write(json.dumps(told, indent=1) if options["json"] else _sentences(told))
            return
        jobs = [stage_file(path=path, format_name=options["format"], mode=mode).job for path in files]
        analyze_rows()
        bar = ProgressBar(total=sum(job.rows_total for job in jobs), stream=sys.stderr)
        created = RUNS[mode](jobs=jobs, may_create_skus=create_skus, actor=actor, progress=bar.advance)
        bar.finish()
        analyze_history()
        self._report([job.pk for job in jobs], created, time.monotonic() - started, mode=mode, as_json=options["json"])

    def _report(self, job_ids: list[int], created: int, seconds: float, *, mode: str, as_json: bool) -> None:
        became_of = cancellations(job_ids=job_ids) if mode == "returns" else []
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
                "cancellations": became_of,
            }
            self.stdout.write(json.dumps(found, indent=1))
            return
        speed = f"{rows / seconds:,.0f} rows/s" if seconds else ""
        self.stdout.write(f"{rows} rows in {seconds:.1f} s ({speed}), {created} orders created.")
        for outcome, count in became.items():
            self.stdout.write(f"  {outcome:12} {count}")
        for line in became_of:
            self.stdout.write(
                "  {rows} cancellation rows, {returned} of {units} units returned: {reason}".format(**line)
            )
        self.stdout.write(f"{accounted} of {rows} rows accounted for.")
        for row in rejected_rows(job_ids=job_ids):
            self.stdout.write(f"  rejected: {row}")
