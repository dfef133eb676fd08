"""Webhooks: signed, kept until delivered, retried with growing patience, misdelivered on request."""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from simulators.faults import Fault
from simulators.truth import Truth, now_text

LANES = 4
FIRST_RETRY_SECONDS = 0.5
LAST_ATTEMPT = 9
ANSWER_FIRST_SECONDS = 0.05
SEND_TIMEOUT_SECONDS = 10.0
COPIES = {"answer_twice": 2, "webhooks_duplicated": 5, "webhook_never": 0}


@dataclass(frozen=True)
class Event:
    """Something the other side should hear about; one ``subject`` hears its events in order."""

    type: str
    subject: str
    data: dict[str, Any]
    # The idempotency key of the request that caused it, where the protocol tells.
    key: str | None = None


def envelope(event: Event) -> dict[str, Any]:
    """An event as the sandbox and the carrier tell it."""
    return {"id": f"evt_{uuid4().hex}", "type": event.type, "created_at": now_text(), "data": event.data}


def signature(*, secret: str, body: bytes, at: int) -> str:
    """The header text ``t=<unix>,v1=<hex hmac-sha256 of "t.body">``."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Outbox:
    """Rows written with the act itself, sent afterwards by a few threads."""

    def __init__(
        self,
        truth: Truth,
        *,
        url: str,
        secret: str,
        header: str,
        table: str = "webhook",
        envelope: Callable[[Event], dict[str, Any]] = envelope,
    ) -> None:
        self.truth, self.url, self.secret, self.header = truth, url, secret, header
        self.table, self.envelope = table, envelope
        self._wake = threading.Condition()

    def start(self) -> None:
        for lane in range(LANES):
            threading.Thread(target=self._run, args=(lane,), daemon=True, name=f"{self.table}-{lane}").start()

    def emit(self, event: Event, fault: Fault | None) -> None:
        """Write an event into the outbox, as often and as late as the fault wants."""
        if not self.url:
            return
        mode = fault.mode if fault else ""
        body = self.envelope(event)
        due_at = time.time() + (0.0 if mode == "webhook_before" else ANSWER_FIRST_SECONDS)
        lane = zlib.crc32(event.subject.encode()) % LANES
        if mode == "webhook_forged":
            self._put(lane, due_at, {**body, "id": f"evt_{uuid4().hex}"}, genuine=False)
        if fault and mode == "webhooks_shuffled":
            due_at += fault.chance.uniform(0.0, fault.delay_seconds)
        for _ in range(COPIES.get(mode, 1)):
            self._put(lane, due_at, body, genuine=True)

    def _put(self, lane: int, due_at: float, body: dict[str, Any], *, genuine: bool) -> None:
        self.truth.rows(
            f"INSERT INTO {self.table} (lane, due_at, genuine, body) VALUES (?, ?, ?, ?)",
            lane,
            due_at,
            genuine,
            json.dumps(body).encode(),
        )

    def nudge(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def wait_until_tried(self, *, seconds: float = 5.0) -> None:
        """Return when every due webhook was tried at least once, or after ``seconds``."""
        self.nudge()
        deadline = time.time() + seconds
        while time.time() < deadline and self.truth.rows(
            f"SELECT 1 FROM {self.table} WHERE state = 'waiting' AND attempts = 0 AND due_at <= ? LIMIT 1", time.time()
        ):
            time.sleep(0.01)

    def counts(self) -> dict[str, int]:
        counted = dict(self.truth.rows(f"SELECT state, count(*) FROM {self.table} GROUP BY state"))
        return {state: counted.get(state, 0) for state in ("waiting", "delivered", "given_up")}

    def _run(self, lane: int) -> None:
        wire = Wire()
        while True:
            due = self.truth.rows(
                f"SELECT seq, attempts, genuine, body FROM {self.table}"
                " WHERE state = 'waiting' AND lane = ? AND due_at <= ? ORDER BY due_at, seq LIMIT 20",
                lane,
                time.time(),
            )
            for seq, attempts, genuine, body in due:
                self._send(wire, seq, attempts + 1, bool(genuine), body)
            if not due:
                with self._wake:
                    self._wake.wait(self._seconds_until_due(lane))

    def _seconds_until_due(self, lane: int) -> float:
        asked = f"SELECT min(due_at) FROM {self.table} WHERE state = 'waiting' AND lane = ?"
        due = self.truth.rows(asked, lane)[0][0]
        return 1.0 if due is None else min(1.0, max(0.005, due - time.time()))

    def _send(self, wire: "Wire", seq: int, attempt: int, genuine: bool, body: bytes) -> None:
        secret = self.secret if genuine else f"not {self.secret}"
        headers = {
            "Content-Type": "application/json",
            self.header: signature(secret=secret, body=body, at=int(time.time())),
        }
        accepted = bool(self.url) and wire.post(self.url, body, headers)
        state = "delivered" if accepted else "waiting"
        if not accepted and (attempt >= LAST_ATTEMPT or not genuine):
            state = "given_up"
        pause = FIRST_RETRY_SECONDS * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)
        self.truth.rows(
            f"UPDATE {self.table} SET state = ?, attempts = ?, due_at = ? WHERE seq = ?",
            state,
            attempt,
            time.time() + pause,
            seq,
        )


class Wire:
    """One kept-alive connection to the receiver."""

    def __init__(self) -> None:
        self._address = ""
        self._connection: http.client.HTTPConnection | None = None

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> bool:
        """Whether the receiver answered 2xx."""
        reused = self._connection is not None
        status = self._try(url, body, headers)
        if status is None and reused:
            # The receiver may have closed an idle connection: that is no answer yet.
            status = self._try(url, body, headers)
        return status is not None and 200 <= status < 300

    def _try(self, url: str, body: bytes, headers: dict[str, str]) -> int | None:
        target = urlsplit(url)
        if self._connection is None or self._address != target.netloc:
            kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
            self._connection, self._address = kind(target.netloc, timeout=SEND_TIMEOUT_SECONDS), target.netloc
        path = f"{target.path or '/'}?{target.query}" if target.query else target.path or "/"
        try:
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            return None
        return answer.status
