"""One POST to a shop's server: to a checked address, within a time, with an answer of a size; nothing is followed."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from notifications.errors import AddressRefused
from notifications.webhooks.addresses import Resolver, Target, target_of

CONNECT_SECONDS = 5.0
# From the name to the last byte, however slowly they come; less than the effect's own limit, so that what came of a
# call is written down by us and not lost with a killed worker.
TOTAL_SECONDS = 14.0
MOST_ANSWER_BYTES = 2_000
LONGEST_WAIT_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one call: a status, or why there is none. ``text`` is cut to size."""

    status: int | None = None
    text: str = ""
    error: str = ""
    address: str = ""
    milliseconds: int = 0
    retry_after_seconds: int = 0

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver wants nothing more, ever."""
        return self.status == http.client.GONE


def post(
    url: str, *, body: bytes, headers: Mapping[str, str], allow_private: bool, resolve: Resolver | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:  # fmt: skip
    """Send ``body`` once and tell what came of it; never raises for what the other side does.

    ``trust`` stands in for the authorities that the machine trusts.
    """
    started = time.monotonic()
    deadline = started + TOTAL_SECONDS
    address = ""
    try:
        target = target_of(url, allow_private=allow_private, resolve=resolve)
        address = target.address
        with _line(target, trust, deadline) as line:
            status, text, wait = _asked(line, target, body, headers)
    except AddressRefused as error:
        return Answer(error=error.message, address=address)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(error=_words(error), address=address, milliseconds=_since(started))
    return Answer(
        status=status, text=text, error=_refusal(status), address=address, milliseconds=_since(started),
        retry_after_seconds=wait,
    )  # fmt: skip


@contextmanager
def _line(target: Target, trust: ssl.SSLContext | None, deadline: float) -> Iterator[socket.socket]:
    """A connection to the checked address; hung up at the deadline."""
    patience = min(CONNECT_SECONDS, _left(deadline))
    line = socket.create_connection((target.address, target.port), timeout=patience)
    # Who took the connection may think until the deadline before the first byte comes.
    line.settimeout(TOTAL_SECONDS)
    if target.scheme == "https":
        context = trust or ssl.create_default_context()
        line = context.wrap_socket(line, server_hostname=target.host, do_handshake_on_connect=False)
    # A timeout of the socket begins anew with every byte; this one does not.
    watch = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [line])
    watch.daemon = True
    watch.start()
    try:
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        yield line
    finally:
        watch.cancel()
        line.close()


def _left(deadline: float) -> float:
    """Seconds. Raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _hang_up(line: socket.socket) -> None:
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        # It is closed already.
        return


def _asked(line: socket.socket, target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, int]:
    wire = http.client.HTTPConnection(target.host, target.port)
    wire.sock = line
    wire.request("POST", target.path, body, {"Host": target.netloc, "Connection": "close", **headers})
    answer = wire.getresponse()
    text = answer.read(MOST_ANSWER_BYTES).decode("utf-8", "replace").replace("\x00", "")
    return answer.status, text, _wait(answer.headers.get("Retry-After", ""))


def _wait(said: str) -> int:
    """Seconds that the receiver asks us to wait; dates are not understood."""
    return min(int(said), LONGEST_WAIT_SECONDS) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _refusal(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"Answered {status}: redirects are not followed. Give the address it leads to."
    return f"Answered {status}."


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not trusted: {error.verify_message}."
    if isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, http.client.BadStatusLine | http.client.IncompleteRead):
        return "It hung up, or took too long, before the answer was complete."
    return f"It could not be reached: {error or type(error).__name__}."[:300]


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
