"""The gateway's HTTP face: who may ask, what is asked, and who answers."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from simulators import control
from simulators.faults import DEED_MODES, WEBHOOK_MODES, WIRE_MODES, Faults
from simulators.gateway.authorize import authorize, confirm_action, found, void
from simulators.gateway.capture import capture, found_capture, refund
from simulators.gateway.cards import card_of, names_of_cards
from simulators.gateway.dispute import evidence, found_dispute, open_dispute, step_dispute, warn
from simulators.gateway.listing import balance_file, movements
from simulators.gateway.page import Question, card_page, finished_page, language_of, over_page, question_page
from simulators.gateway.stripe.keys import KeyedActs
from simulators.gateway.stripe.routes import add_stripe
from simulators.http import Answer, Handler, Refused, Request, Router, html_answer, json_answer, redirect
from simulators.operations import Operations, Outcome
from simulators.truth import Truth
from simulators.webhooks import Outbox

OPERATIONS = (
    "authorize", "confirm", "capture", "void", "refund", "dispute", "evidence", "checkout", "lookup",
)  # fmt: skip


def authenticated(handler: Handler) -> Handler:
    """Any bearer will do, but there must be one."""

    def guarded(request: Request) -> Answer:
        scheme, _, secret = (request.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Refused(401, "unauthorized", "Send an Authorization header: Bearer <key>.")
        return handler(request)

    return guarded


def _way_back(values: Mapping[str, str]) -> str:
    """Where the browser goes afterwards. Raises Refused for anything but a web address."""
    wanted = values.get("return_url", "")
    if urlsplit(wanted).scheme not in ("http", "https"):
        raise Refused(422, "return_url_required", "return_url must be a web address.", field="return_url")
    return wanted


@dataclass(frozen=True)
class Gateway:
    """The handlers, around one truth."""

    truth: Truth
    operations: Operations
    base_url: str

    def authorize(self, request: Request) -> Answer:
        wanted = request.json()

        def act(key: str) -> Outcome:
            heard = self.operations.misheard("authorize", wanted, key=key)
            made = authorize(self.truth, heard, key=key, base_url=self.base_url)
            return self._captured_at_once(made, key) if wanted.get("capture") is True else made

        return self.operations.run(request, "authorize", act)

    def _captured_at_once(self, made: Outcome, key: str) -> Outcome:
        if made.body["status"] != "succeeded":
            return made
        taken = capture(self.truth, made.body["id"], {"amount": made.body["amount"]}, key=key)
        body = {**found(self.truth, made.body["id"]), "capture": taken.body}
        return Outcome(body, taken.status, made.movements + taken.movements, made.events + taken.events)

    def keyed(self, operation: str, act: Callable[..., Outcome]) -> Handler:
        """A handler for an act upon the thing named in the path."""

        def handler(request: Request) -> Answer:
            wanted, thing_id = request.json(), request.params["id"]

            def once(key: str) -> Outcome:
                return act(self.truth, thing_id, self.operations.misheard(operation, wanted, key=key), key=key)

            return self.operations.run(request, operation, once)

        return handler

    def confirm(self, request: Request) -> Answer:
        success, thing_id = request.json().get("result", "success") == "success", request.params["id"]
        return self.operations.run(request, "confirm", lambda _: confirm_action(self.truth, thing_id, success=success))

    def show(self, find: Callable[[Truth, str], dict[str, Any]]) -> Handler:
        return lambda request: json_answer(find(self.truth, request.params["id"]))

    def lookup(self, request: Request) -> Answer:
        """What became of an idempotency key."""
        stored = self.truth.recall(request.query.get("key", ""))
        told: dict[str, Any] = {"found": False}
        if stored is not None:
            told = {"operation": stored.operation, "status_code": stored.status, "response": stored.body, "found": True}
        answer = self.operations.read("lookup", lambda: told)
        return answer if stored is not None else replace(answer, status=404)

    def action(self, request: Request) -> Answer:
        asked, language = found(self.truth, request.params["id"]), language_of(request.headers.get("Accept-Language"))
        if asked["status"] != "requires_action":
            return html_answer(over_page(asked["return_url"] or "", language=language))
        question = Question(asked["amount"], asked["currency"], asked["card"]["last4"])
        return html_answer(question_page(question, language=language))

    def acted(self, request: Request) -> Answer:
        """A button of the action page was pressed; pressed once more it changes nothing."""
        success = request.form().get("result") == "success"
        before = found(self.truth, request.params["id"])
        if before["status"] != "requires_action":
            return self.action(request)
        self.operations.announce("confirm", lambda: confirm_action(self.truth, before["id"], success=success))
        if before["return_url"]:
            return redirect(before["return_url"])
        return html_answer(finished_page(success=success, language=language_of(request.headers.get("Accept-Language"))))

    def cards(self, request: Request) -> Answer:
        language = language_of(request.headers.get("Accept-Language"))
        return html_answer(card_page(names_of_cards(), _way_back(request.query), language=language))

    def card_chosen(self, request: Request) -> Answer:
        """Back to the shop with the token of a card that nobody used before, and what may be shown of it."""
        wanted = request.form()
        card = card_of(wanted.get("card", ""))
        token = f"{wanted['card']}-{secrets.token_hex(6)}"
        parts = urlsplit(_way_back(wanted))
        query = urlencode([*parse_qsl(parts.query), ("card", token), ("brand", card.brand), ("last4", card.last4)])
        return redirect(urlunsplit(parts._replace(query=query)))

    def bank(self, act: Callable[[Truth, dict[str, Any]], Outcome]) -> Handler:
        """A handler for what the card holder's bank does by itself."""

        def handler(request: Request) -> Answer:
            outcome = self.operations.announce("dispute", lambda: act(self.truth, request.json()))
            return json_answer(outcome.body, 201)

        return handler

    def dispute_step(self, request: Request) -> Answer:
        wanted, dispute_id = request.json(), request.params["id"]
        outcome = self.operations.announce("dispute", lambda: step_dispute(self.truth, dispute_id, wanted))
        return json_answer(outcome.body)


def routes(truth: Truth, outbox: Outbox, stripe_outbox: Outbox, *, base_url: str) -> Router:
    """Everything the gateway answers to."""
    faults = Faults(operations=OPERATIONS, modes=WIRE_MODES | WEBHOOK_MODES | DEED_MODES)
    gateway = Gateway(truth, Operations(truth, faults, outbox), base_url)
    router = Router()
    for method, path, handler in (
        ("POST", "/v1/authorizations", gateway.authorize),
        ("GET", "/v1/authorizations/{id}", gateway.show(found)),
        ("POST", "/v1/authorizations/{id}/captures", gateway.keyed("capture", capture)),
        ("POST", "/v1/authorizations/{id}/voids", gateway.keyed("void", void)),
        ("POST", "/v1/authorizations/{id}/confirm_action", gateway.confirm),
        ("GET", "/v1/captures/{id}", gateway.show(found_capture)),
        ("POST", "/v1/captures/{id}/refunds", gateway.keyed("refund", refund)),
        ("GET", "/v1/disputes/{id}", gateway.show(found_dispute)),
        ("POST", "/v1/disputes/{id}/evidence", gateway.keyed("evidence", evidence)),
        ("GET", "/v1/operations", gateway.lookup),
        ("GET", "/v1/movements", lambda request: movements(truth, request)),
        ("GET", "/v1/balance.csv", lambda _: balance_file(truth)),
    ):
        router.add(method, path, authenticated(handler))
    router.add("GET", "/3ds/{id}", gateway.action)
    router.add("POST", "/3ds/{id}", gateway.acted)
    router.add("GET", "/pay", gateway.cards)
    router.add("POST", "/pay", gateway.card_chosen)
    router.add("POST", "/_control/disputes", gateway.bank(open_dispute))
    router.add("POST", "/_control/disputes/{id}", gateway.dispute_step)
    router.add("POST", "/_control/fraud-warnings", gateway.bank(warn))
    control.add_health(router)
    control.add_truth(router, truth)
    control.add_fault_switches(router, faults)
    control.add_webhook_switches(router, outbox)
    control.add_webhook_switches(router, stripe_outbox, prefix="/_control/stripe")
    add_stripe(router, KeyedActs(truth, faults, stripe_outbox), base_url=base_url)
    return router
