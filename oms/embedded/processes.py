"""The house's own processes: web, worker, beat, and the maker of demo data."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from oms.embedded.children import Child
from oms.embedded.places import Places

QUEUES = "sweeps,payments,labels,mail,default,bulk,hooks"
WEB_THREADS = 4
WORKER_CONCURRENCY = 2
# Renewed one by one (SIGHUP), the old one goes so many seconds after the new one was started: on a busy small machine
# the house needs more than the server's own 3.5 s to load, and customers found nobody there.
WEB_OVERLAP_SECONDS = 10
# It is about pickled messages; ours are JSON, and only the machine's own processes can write them.
ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


class Family:
    """Makes the children of one run; they all see the same environment."""

    def __init__(self, places: Places, *, environment: Mapping[str, str]) -> None:
        self.places = places
        self.environment = environment
        self.mark = f"{places.token}:run"

    def child(self, name: str, words: list[str], *, pool: int = 0) -> Child:
        return Child(
            name=name,
            argv=[sys.executable, *words],
            log=self.places.logs / f"{name}.log",
            mark=self.mark,
            environ={**self.environ(), "DATABASE_POOL_SIZE": str(pool)},
        )

    def environ(self) -> dict[str, str]:
        """What every child is told beyond what we were told ourselves."""
        return {
            **self.environment,
            "OMS_DATA_DIR": str(self.places.data),
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": ROOT_WARNING,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "oms.settings.local"),
        }

    def preparation(self) -> Child:
        return self.child("prepare", ["-m", "oms.embedded.prepare"])

    def web(self, *, host: str, port: int) -> Child:
        workers = min(2, os.cpu_count() or 1)
        words = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
        limits = ["--blocking-threads", str(WEB_THREADS), "--no-ws", "--http", "1", "--respawn-failed-workers"]
        renewal = ["--workers-kill-timeout", "5", "--respawn-interval", str(WEB_OVERLAP_SECONDS)]
        words += [*limits, *renewal, "--log-level", "warning", "oms.wsgi:application"]
        return self.child("web", ["-m", "granian", *words], pool=WEB_THREADS)

    def worker(self) -> Child:
        words = ["-Q", QUEUES, "-c", str(WORKER_CONCURRENCY), "-O", "fair", "--loglevel", "INFO"]
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return self.child("worker", ["-m", "celery", "-q", "-A", "oms", "worker", *words, *alone], pool=2)

    def beat(self) -> Child:
        schedule = self.places.data / "beat.schedule"
        words = ["-s", str(schedule), "--pidfile=", "--loglevel", "WARNING"]
        child = self.child("beat", ["-m", "celery", "-q", "-A", "oms", "beat", *words])
        child.before = lambda: forget(schedule)
        return child

    def demo(self) -> Child:
        return self.child("demo", [str(Path(__file__).resolve().parents[2] / "manage.py"), "seed_demo"])


def forget(schedule: Path) -> None:
    """Beat only wakes sweeps, so what it remembers of an earlier run is worth nothing and may be broken."""
    for path in schedule.parent.glob(f"{schedule.name}*"):
        path.unlink(missing_ok=True)
