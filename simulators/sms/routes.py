"""One POST takes a text; what was taken is the truth."""

import hashlib
import re
from dataclasses import dataclass
from html import escape

from simulators import control
from simulators.faults import Faults, strike_after, strike_before
from simulators.http import Answer, Refused, Request, Router, html_answer, json_answer
from simulators.truth import Truth

MODES = frozenset({"slow", "timeout_before", "timeout_after", "error_before", "error_after"})
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
MOST_LETTERS = 1_600
# Numbers that no phone answers to, so that a refusal can be tried: they end like this.
NO_SUCH_PHONE = "0000"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Texts and webhooks</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }}
li {{ margin: 1rem 0 }} small {{ opacity: .7 }}</style></head>
<body><h1>Caught texts and webhooks</h1><ul>{rows}</ul></body></html>"""


@dataclass(frozen=True)
class TextRoutes:
    """The handlers, around one truth."""

    truth: Truth
    faults: Faults
    api_key: str

    def send(self, request: Request) -> Answer:
        """Take a text; the same key is answered with what it made before."""
        if request.headers.get("Authorization", "") != f"Bearer {self.api_key}":
            raise Refused(401, "unauthorized", "The key is not known.")
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            raise Refused(422, "key_missing", "Send an Idempotency-Key.")
        strike_before(self.faults.take("send", MODES - {"timeout_after", "error_after"}, key=key))
        taken = self._take(key, request.json())
        strike_after(self.faults.take("send", frozenset({"timeout_after", "error_after"}), key=key))
        return json_answer(taken, 201)

    def _take(self, key: str, wanted: dict[str, object]) -> dict[str, object]:
        to, text = str(wanted.get("to", "")), str(wanted.get("text", ""))
        if not E164.fullmatch(to):
            raise Refused(422, "invalid_number", "to is a number of E.164, such as +4915123456789.")
        if to.endswith(NO_SUCH_PHONE):
            raise Refused(422, "no_such_phone", "No phone has this number.")
        if not 0 < len(text) <= MOST_LETTERS:
            raise Refused(422, "invalid_text", f"text has 1 to {MOST_LETTERS} letters.")
        text_id = f"txt_{hashlib.sha256(key.encode()).hexdigest()[:20]}"
        with self.truth.transaction():
            known = self.truth.find("text", text_id)
            if known is not None:
                return known
            taken: dict[str, object] = {"id": text_id, "key": key, "to": to, "text": text}
            self.truth.keep("text", taken)
            self.truth.record({"operation": "send", **taken})
        return taken

    def hook(self, request: Request) -> Answer:
        """A receiver for webhooks to look at; it verifies nothing."""
        kind = str(request.json().get("type", ""))
        told = {"operation": "hook", "to": kind, "text": request.body.decode("utf-8", "replace")}
        self.truth.record({**told, "key": request.headers.get("webhook-id", "")})
        return json_answer({"status": "kept"})

    def page(self, request: Request) -> Answer:
        rows = "".join(
            f"<li><strong>{escape(one['to'])}</strong> <small>{escape(one['at'])}</small><br>{escape(one['text'])}</li>"
            for one in reversed(self.truth.movements())
        )
        return html_answer(PAGE.format(rows=rows or "<li>None yet.</li>"))


def routes(truth: Truth, faults: Faults, *, api_key: str) -> Router:
    """Everything the simulator of texts answers to."""
    texts, router = TextRoutes(truth, faults, api_key), Router()
    router.add("GET", "/", texts.page)
    router.add("POST", "/v1/texts", texts.send)
    router.add("POST", "/hooks", texts.hook)
    control.add_health(router)
    control.add_fault_switches(router, faults)
    control.add_truth(router, truth)
    return router
