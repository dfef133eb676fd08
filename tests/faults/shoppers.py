"""Shops that order over HTTP at once, repeat what was not answered, and keep everything they were told."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

AT_ONCE = 8
LONGEST_TRY_SECONDS = 90.0
# Less patient than Retry-After asks for: the more repeats fall into the outage, the more is tried.
PAUSE_SECONDS = 0.1
ADDRESS = {"name": "Ada", "line1": "Street 1", "city": "Berlin", "postal_code": "10117", "country": "DE"}


def wish(number: int) -> dict[str, Any]:
    """The order of one number; ``po_number`` says whose wish it was, whatever else is left out."""
    return {
        "external_id": f"S-{number}",
        "po_number": f"P-{number}",
        "customer": {"name": "Ada", "email": f"ada-{number}@example.com"},
        "shipping_address": ADDRESS,
        "lines": [{"sku": f"SKU-{line}", "quantity": 1 + number % 2} for line in range(1, 2 + number % 3)],
        "tenders": [{"kind": "card", "token": "tok_visa"}],
    }


@dataclass
class Shoppers:
    """Their key, and what they heard: promises (wish → order number), other answers, and what may never be said."""

    url: str
    key: str
    promised: dict[int, str] = field(default_factory=dict)
    refusals: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, numbers: Collection[int], *, meanwhile: Callable[[Callable[[], float]], None]) -> None:
        """Order all of them; ``meanwhile`` runs beside with a way to ask which share has its answer."""
        before = len(self.promised)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            tries = [pool.submit(self.insist, number) for number in numbers]

            def share() -> float:
                ended = all(one.done() for one in tries)
                return 1.0 if ended else (len(self.promised) - before) / len(numbers)

            meanwhile(share)
            for one in tries:
                one.result()

    def insist(self, number: int) -> None:
        """Say the same under the same key until there is an answer."""
        self.repeat(lambda: (wish(number), f"k-{number}"), number)

    def repeat(self, saying: Callable[[], tuple[dict[str, Any], str]], number: int) -> None:
        end = time.monotonic() + LONGEST_TRY_SECONDS
        with httpx.Client(base_url=self.url, timeout=30, headers={"Authorization": f"Bearer {self.key}"}) as client:
            while time.monotonic() < end:
                body, key = saying()
                began = time.monotonic()
                try:
                    told = client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": key})
                except httpx.TransportError as error:
                    self.note_wrong(f"the web server itself did not answer: {error!r}")
                else:
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    if self.hear(number, told):
                        return
                time.sleep(PAUSE_SECONDS)
        self.note_wrong(f"wish {number} has no answer after {LONGEST_TRY_SECONDS} s")

    def hear(self, number: int, told: httpx.Response) -> bool:
        """Keep one answer; True when it promises the order."""
        with self.lock:
            if told.status_code in (200, 201):
                self.promised[number] = told.json()["number"]
                return True
            self.refusals[told.status_code] += 1
        if not is_fair(told):
            self.note_wrong(f"{told.status_code} {dict(told.headers)} {told.text[:300]}")
        return False

    def note_wrong(self, words: str) -> None:
        with self.lock:
            self.wrong.append(words)


class Forgetful(Shoppers):
    """The negative control: a shop that gives every repeat a fresh key and no number of its own."""

    def insist(self, number: int) -> None:
        self.repeat(lambda: ({**wish(number), "external_id": ""}, uuid4().hex), number)


def is_fair(told: httpx.Response) -> bool:
    """The only answer besides the order: come again."""
    return (
        told.status_code == 503
        and int(told.headers.get("Retry-After", 0)) > 0
        and told.headers["Content-Type"] == "application/problem+json"
        and told.json()["status"] == 503
    )
