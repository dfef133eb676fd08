"""Stripe's addresses in the simulator, and the switches of the tests."""

from collections.abc import Callable
from typing import Any

from simulators.gateway.stripe import checkout, disputes, finding
from simulators.gateway.stripe.balance import balance_list
from simulators.gateway.stripe.capture import capture, refund, settle_refund
from simulators.gateway.stripe.errors import Problem
from simulators.gateway.stripe.form import items_of, wanted_of
from simulators.gateway.stripe.intents import cancel, create, current, shown_intent, update
from simulators.gateway.stripe.keys import KeyedActs, shaped
from simulators.gateway.stripe.pages import Pages
from simulators.gateway.stripe.things import Thing, found, public
from simulators.http import Answer, Handler, Request, Router, json_answer
from simulators.operations import Outcome

SEARCH_LAG_SECONDS = 60.0


class Stripe:
    """The handlers, around the sandbox's truth."""

    def __init__(self, acts: KeyedActs, *, base_url: str) -> None:
        self.acts, self.truth, self.base_url = acts, acts.truth, base_url
        self.search_lag = SEARCH_LAG_SECONDS

    def create(self, request: Request) -> Answer:
        wanted = wanted_of(request)
        return self._run(request, "authorize", lambda key: create(self.truth, wanted, key=key, base_url=self.base_url))

    def keyed(self, operation: str, act: Callable[..., Outcome]) -> Handler:
        """A handler for an act upon the intent named in the path."""

        def handler(request: Request) -> Answer:
            wanted, intent_id = wanted_of(request), request.params["id"]
            return self._run(request, operation, lambda key: act(self.truth, intent_id, wanted, key=key))

        return handler

    def refund(self, request: Request) -> Answer:
        wanted = wanted_of(request)
        return self._run(request, "refund", lambda key: refund(self.truth, wanted, key=key))

    def _run(self, request: Request, operation: str, act: Callable[[str], Outcome]) -> Answer:
        expand = items_of(wanted_of(request).get("expand"))

        def shape(body: Thing) -> Thing:
            is_intent = body.get("object") == "payment_intent"
            return shown_intent(self.truth, body, expand=expand) if is_intent else body

        return self.acts.run(request, operation, act, shape=shape)

    def show(self, request: Request) -> Answer:
        def look() -> Thing:
            intent = current(self.truth, request.params["id"])
            return shown_intent(self.truth, intent, expand=items_of(wanted_of(request).get("expand")))

        return self.acts.read("lookup", look)

    def show_thing(self, kind: str) -> Handler:
        return lambda request: self.acts.read("lookup", lambda: public(found(self.truth, kind, request.params["id"])))

    def list_intents(self, request: Request) -> Answer:
        wanted = wanted_of(request)
        url = "/v1/payment_intents"
        return self.acts.read("lookup", lambda: finding.listed(self.truth.every("payment_intent"), wanted, url=url))

    def search(self, request: Request) -> Answer:
        wanted, lag = wanted_of(request), self.search_lag
        return self.acts.read("lookup", lambda: finding.searched(self.truth, wanted, lag_seconds=lag))

    def list_refunds(self, request: Request) -> Answer:
        wanted = wanted_of(request)

        def look() -> Thing:
            every = [one for one in self.truth.every("refund") if one["charge"] == wanted.get("charge", one["charge"])]
            return finding.listed(every, wanted, url="/v1/refunds")

        return self.acts.read("lookup", look)

    def list_balance(self, request: Request) -> Answer:
        wanted = wanted_of(request)
        return self.acts.read("lookup", lambda: balance_list(self.truth, wanted))

    def open_session(self, request: Request) -> Answer:
        wanted = wanted_of(request)
        return self._run(
            request, "checkout", lambda _: checkout.open_session(self.truth, wanted, base_url=self.base_url)
        )

    def show_session(self, request: Request) -> Answer:
        session, expand = found(self.truth, "checkout.session", request.params["id"]), wanted_of(request).get("expand")
        return json_answer(checkout.shown_session(self.truth, session, expand=items_of(expand)))


def refusing(handler: Handler) -> Handler:
    """The pages and switches answer a problem too, without asking for a key."""

    def guarded(request: Request) -> Answer:
        try:
            return handler(request)
        except Problem as problem:
            return problem.answer

    return guarded


def add_stripe(router: Router, acts: KeyedActs, *, base_url: str) -> None:
    """Everything Stripe answers to."""
    stripe = Stripe(acts, base_url=base_url)
    pages, truth = Pages(acts), acts.truth
    for method, path, handler in (
        ("POST", "/v1/payment_intents", stripe.create),
        ("GET", "/v1/payment_intents", stripe.list_intents),
        ("GET", "/v1/payment_intents/search", stripe.search),
        ("GET", "/v1/payment_intents/{id}", stripe.show),
        ("POST", "/v1/payment_intents/{id}", stripe.keyed("void", update)),
        ("POST", "/v1/payment_intents/{id}/capture", stripe.keyed("capture", capture)),
        ("POST", "/v1/payment_intents/{id}/cancel", stripe.keyed("void", cancel)),
        ("POST", "/v1/refunds", stripe.refund),
        ("GET", "/v1/refunds", stripe.list_refunds),
        ("GET", "/v1/refunds/{id}", stripe.show_thing("refund")),
        ("GET", "/v1/balance_transactions", stripe.list_balance),
        ("GET", "/v1/disputes/{id}", stripe.show_thing("dispute")),
        ("POST", "/v1/disputes/{id}", stripe.keyed("evidence", disputes.answer_dispute)),
        ("GET", "/v1/payment_methods/{id}", stripe.show_thing("payment_method")),
        ("POST", "/v1/checkout/sessions", stripe.open_session),
        ("GET", "/v1/checkout/sessions/{id}", stripe.show_session),
    ):
        router.add(method, path, shaped(handler))

    def announced(act: Callable[[dict[str, Any]], Outcome], operation: str) -> Handler:
        return lambda request: json_answer(acts.announce(operation, lambda: act(request.json())).body, 201)

    def set_search_lag(request: Request) -> Answer:
        stripe.search_lag = float(request.json().get("seconds", SEARCH_LAG_SECONDS))
        return json_answer({"seconds": stripe.search_lag})

    for method, path, handler in (
        ("GET", "/stripe/3ds/{id}", pages.challenge),
        ("POST", "/stripe/3ds/{id}", pages.answered),
        ("GET", "/stripe/checkout/{id}", pages.card),
        ("POST", "/stripe/checkout/{id}", pages.card_given),
        ("POST", "/_control/stripe/disputes", announced(lambda wanted: disputes.dispute(truth, wanted), "dispute")),
        ("POST", "/_control/stripe/warnings", announced(lambda wanted: disputes.warn(truth, wanted), "dispute")),
        ("POST", "/_control/stripe/search-lag", set_search_lag),
    ):
        router.add(method, path, refusing(handler))

    def close_dispute(request: Request) -> Answer:
        wanted, thing_id = request.json(), request.params["id"]
        return json_answer(acts.announce("dispute", lambda: disputes.close_dispute(truth, thing_id, wanted)).body)

    def end_refund(request: Request) -> Answer:
        status, thing_id = str(request.json().get("status", "succeeded")), request.params["id"]
        return json_answer(acts.announce("refund", lambda: settle_refund(truth, thing_id, status=status)).body)

    router.add("POST", "/_control/stripe/disputes/{id}", refusing(close_dispute))
    router.add("POST", "/_control/stripe/refunds/{id}", refusing(end_refund))
