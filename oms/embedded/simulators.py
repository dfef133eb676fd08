"""The sandbox gateway, the carrier simulator and the catchers of mails and texts as children."""

import contextlib
import http.client
import json
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from oms.embedded.children import Child
from oms.embedded.places import Places

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
WEBHOOK_PATHS = {"gateway": "/webhooks/payments/sandbox/", "carrier": "/webhooks/shipping/simcarrier/"}


def free_port(preferred: int = 0) -> int:
    """``preferred`` when nobody listens there, else a port the system has to spare."""
    for port in (preferred, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    raise OSError("The machine has no free port.")


def simulator(
    name: str, *, port: int, home: Path, log: Path, mark: str, webhook_url: str = "", webhook_secret: str = ""
) -> Child:
    """The gateway or the carrier on ``port``, telling ``webhook_url`` what happened."""
    told = ["--webhook-url", webhook_url] if webhook_url else []
    return started_by_python(
        name,
        ["--port", str(port), "--data-dir", str(home), *told, f"--webhook-secret={webhook_secret}"],
        home=home,
        log=log,
        mark=mark,
    )


def mail_catcher(*, smtp_port: int, http_port: int, home: Path, log: Path, mark: str) -> Child:
    ports = ["--smtp-port", str(smtp_port), "--http-port", str(http_port)]
    return started_by_python("mail", [*ports, "--data-dir", str(home)], home=home, log=log, mark=mark)


def text_catcher(*, port: int, home: Path, log: Path, mark: str, api_key: str = "sandbox") -> Child:
    words = ["--port", str(port), "--data-dir", str(home), f"--api-key={api_key}"]
    return started_by_python("sms", words, home=home, log=log, mark=mark)


def started_by_python(name: str, words: list[str], *, home: Path, log: Path, mark: str) -> Child:
    def before() -> None:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)

    return Child(
        name=name,
        argv=[sys.executable, "-m", f"simulators.{name}", *words],
        log=log,
        mark=mark,
        environ={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        before=before,
    )


def healthy(port: int) -> bool:
    """Whether what listens on ``port`` says it is well."""
    wire = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        wire.request("GET", "/health")
        return wire.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        wire.close()


def tell_webhook_url(port: int, url: str) -> None:
    """Send a running simulator's webhooks to ``url`` from now on; a silent one hears it at its next start."""
    wire = http.client.HTTPConnection(HOST, port, timeout=2)
    with contextlib.suppress(OSError, http.client.HTTPException):
        wire.request("POST", "/_control/webhook-url", json.dumps({"url": url}), {"Content-Type": "application/json"})
        wire.getresponse().read()
    wire.close()


def known_ports(places: Places) -> Mapping[str, int]:
    """The ports used last time, so that addresses stay the same from start to start."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((places.data / "ports.json").read_text())
        return {str(name): int(port) for name, port in found.items()}
    return {}
