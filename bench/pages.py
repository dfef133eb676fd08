"""How long a page takes in the process that makes it, and how many statements it sends."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from accounts.models import User
from bench import stock_admin
from bench.measure import Figure

WARM, TIMES = 3, 24
# What takes longer than that altogether is slow however often it is asked.
PATIENCE_SECONDS = 10.0
OK = 200


@dataclass(frozen=True)
class Taken:
    """Milliseconds of one page asked again and again, and the most statements it sent.

    ``cpu`` is what this process itself worked on the middle one: beside others on the machine it tells more than the
    clock does, but nothing of the database.
    """

    p50: float
    p95: float
    cpu: float
    statements: int


@contextmanager
def reader() -> Iterator[Client]:
    """Somebody who may see everything, for as long as this lasts; nobody watches what is asked."""
    with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"]):
        user = User.objects.create_superuser(f"bench-{time.time_ns()}")
        try:
            client = Client(raise_request_exception=True)
            client.force_login(user)
            yield client
        finally:
            user.delete()


@contextmanager
def stock() -> Iterator[None]:
    """Django's own admin answers below its prefix, with its own templates."""
    with override_settings(ROOT_URLCONF="bench.stock_admin", TEMPLATES=stock_admin.TEMPLATES, MIDDLEWARE=_plain()):
        yield


def take(client: Client, addresses: Sequence[str], *, times: int = TIMES) -> Taken:
    """The addresses in turns. Raises RuntimeError when one is not answered."""
    ends = time.monotonic() + PATIENCE_SECONDS
    for address in addresses[:WARM]:
        if time.monotonic() < ends:
            _ask(client, address)
    spent: list[float] = []
    worked: list[float] = []
    most = 0
    for number in range(times):
        began, busy = time.perf_counter(), time.process_time()
        most = max(most, _ask(client, addresses[number % len(addresses)]))
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        if time.monotonic() > ends:
            break
    p95 = statistics.quantiles(spent, n=20, method="inclusive")[-1] if len(spent) > 1 else spent[0]
    return Taken(statistics.median(spent), p95, statistics.median(worked), most)


def compared(name: str, client: Client, ours: Sequence[str], theirs: Sequence[str]) -> list[Figure]:
    """p50, CPU and p95 of our pages, each beside that of Django's own."""
    own = take(client, ours)
    with stock():
        plain = take(client, theirs) if theirs else None
    return [
        Figure(f"{name}_p50", own.p50, "ms", plain.p50 if plain else None, own.statements),
        Figure(f"{name}_cpu", own.cpu, "ms", plain.cpu if plain else None),
        Figure(f"{name}_p95", own.p95, "ms", plain.p95 if plain else None, plain.statements if plain else None),
    ]


def _ask(client: Client, address: str) -> int:
    count = 0

    def counting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        answer = client.get(address)
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
    if answer.status_code != OK:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return count


def _plain() -> list[str]:
    """Sessions, sign-in and messages alone: what a new project has, without our doors around it."""
    wanted = ("sessions", "auth.middleware", "messages")
    return [
        name for name in settings.MIDDLEWARE if name.startswith("django.contrib") and any(w in name for w in wanted)
    ]
