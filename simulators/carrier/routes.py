"""The carrier's HTTP face."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from simulators import control
from simulators.carrier.asked import check_label, check_parcel, check_place, refused
from simulators.carrier.journey import TROUBLED
from simulators.carrier.labels import buy, found, found_by_number, tracking_number_of, void, with_documents
from simulators.carrier.pickups import book, cancel
from simulators.carrier.rates import BASE, rate
from simulators.carrier.rendering import documents
from simulators.carrier.tracking import Tracking
from simulators.faults import WEBHOOK_MODES, WIRE_MODES, Faults
from simulators.http import Answer, Refused, Request, Router, json_answer
from simulators.operations import Operations, idempotency_key
from simulators.truth import Truth
from simulators.webhooks import Outbox

OPERATIONS = ("rate", "buy_label", "void_label", "handover", "track", "lookup", "book_pickup", "cancel_pickup")


@dataclass(frozen=True)
class Carrier:
    """The handlers, around one truth."""

    truth: Truth
    operations: Operations
    tracking: Tracking
    void_within: timedelta

    def rates(self, request: Request) -> Answer:
        wanted = request.json()
        for who in ("shipper", "recipient"):
            if not isinstance(wanted.get(who), dict):
                raise refused(who, "missing_field", f"{who} is required.")
            check_place(wanted[who], who)
        parcels = wanted.get("parcels")
        if not isinstance(parcels, list) or not parcels:
            raise refused("parcels", "missing_field", "At least one parcel is required.")
        for place, parcel in enumerate(parcels):
            check_parcel(parcel, f"parcels.{place}")
        shipper, recipient = wanted["shipper"], wanted["recipient"]
        offers = [rate(service, shipper=shipper, recipient=recipient, parcels=parcels) for service in BASE]
        return self.operations.read("rate", lambda: {"rates": offers})

    def buy(self, request: Request) -> Answer:
        wanted, key = request.json(), idempotency_key(request)
        check_label(wanted)
        drawn: dict[str, str | None] = {}
        if self.truth.recall(key) is None:
            # Drawing takes long, so it is done before the truth is locked; a racing twin draws in vain.
            formats = wanted.get("formats", ["pdf", "zpl"])
            drawn = documents(wanted, tracking_number=tracking_number_of(key), formats=formats)
        return self.operations.run(
            request,
            "buy_label",
            lambda key: buy(self.truth, wanted, drawn, key=key, void_within=self.void_within),
        )

    def void(self, request: Request) -> Answer:
        label_id = request.params["id"]
        return self.operations.run(request, "void_label", lambda key: void(self.truth, label_id, key=key))

    def label(self, request: Request) -> Answer:
        return json_answer(with_documents(self.truth, found(self.truth, request.params["id"])))

    def lookup(self, request: Request) -> Answer:
        """The label a purchase key has bought."""
        key = request.query.get("key", "")
        label = found_by_number(self.truth, tracking_number_of(key))
        if label is None or label["idempotency_key"] != key:
            return self.operations.read("lookup", lambda: unbought(key))
        return self.operations.read("lookup", lambda: with_documents(self.truth, label))

    def hand_over(self, request: Request) -> Answer:
        wanted = request.json()
        numbers, manifest = text_list(wanted, "tracking_numbers"), str(wanted.get("manifest") or "")
        if request.headers.get("Idempotency-Key"):
            return self.operations.run(request, "handover", lambda _: self.tracking.hand_over(numbers, manifest))
        return self.operations.run_unkeyed("handover", lambda: self.tracking.hand_over(numbers, manifest))

    def book_pickup(self, request: Request) -> Answer:
        wanted = request.json()
        return self.operations.run(request, "book_pickup", lambda key: book(self.truth, wanted, key=key))

    def cancel_pickup(self, request: Request) -> Answer:
        pickup_id = request.params["id"]
        return self.operations.run(request, "cancel_pickup", lambda key: cancel(self.truth, pickup_id, key=key))

    def track(self, request: Request) -> Answer:
        number = request.params["number"]
        label, parcel = found_by_number(self.truth, number), self.truth.find("parcel", number)
        if label is None:
            raise Refused(404, "not_found", "There is no such tracking number.")
        events = parcel["events"] if parcel else []
        status = events[-1]["status"] if events else label["status"]
        told = {"tracking_number": number, "status": status, "events": events}
        return self.operations.read("lookup", lambda: told)

    def advance(self, request: Request) -> Answer:
        """Move parcels now: some or all, some steps or to the end."""
        wanted = request.json()
        steps = wanted.get("steps", 1)
        everyone = wanted.get("tracking_numbers", "all") == "all"
        numbers = (
            [parcel["id"] for parcel in self.truth.every("parcel") if parcel["plan"]]
            if everyone
            else text_list(wanted, "tracking_numbers")
        )
        if steps != "delivered" and (not isinstance(steps, int) or steps < 1):
            raise refused("steps", "invalid_steps", 'steps is a number from 1, or "delivered".')
        moved = 0
        for number in numbers:
            left = len(self.tracking.found(number)["plan"])
            for _ in range(left if steps == "delivered" else min(left, steps)):
                moved += self.tracking.advance(number)
        return json_answer({"parcels": len(numbers), "events": moved})

    def exceptions(self, request: Request) -> Answer:
        """Let one parcel, or a share of all parcels to come, meet a trouble."""
        wanted = request.json()
        kind, rate = wanted.get("kind"), wanted.get("rate", 0)
        if kind is not None and kind not in tuple(TROUBLED):
            raise refused("kind", "unknown_kind", f"Kinds are: {', '.join(sorted(TROUBLED))}.")
        if not isinstance(rate, int | float) or not 0 <= rate <= 1:
            raise refused("rate", "invalid_rate", "rate is 0 to 1.")
        if wanted.get("tracking_number"):
            self.tracking.trouble(str(wanted["tracking_number"]), kind or "address_unknown")
        else:
            self.tracking.troubles.expect(rate, kind)
        return json_answer({"troubles": self.truth.every("trouble")})


def unbought(key: str) -> dict[str, Any]:
    raise Refused(404, "not_found", "No label was bought with this key.")


def text_list(wanted: dict[str, Any], name: str) -> list[str]:
    """A list of texts. Raises Refused when it is anything else."""
    value = wanted.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise refused(name, "invalid_list", f"{name} is a list of texts.")
    return value


def routes(truth: Truth, outbox: Outbox, *, seconds_per_step: float, seed: int, void_within: timedelta) -> Router:
    """Everything the carrier answers to; the tracking clock starts here."""
    faults = Faults(operations=OPERATIONS, modes=WIRE_MODES | WEBHOOK_MODES)
    operations = Operations(truth, faults, outbox)
    tracking = Tracking(truth, operations, seconds_per_step=seconds_per_step, seed=seed)
    tracking.start()
    carrier = Carrier(truth, operations, tracking, void_within)
    router = Router()
    for method, path, handler in (
        ("POST", "/v1/rates", carrier.rates),
        ("POST", "/v1/labels", carrier.buy),
        ("GET", "/v1/labels", carrier.lookup),
        ("GET", "/v1/labels/{id}", carrier.label),
        ("POST", "/v1/labels/{id}/void", carrier.void),
        ("POST", "/v1/handovers", carrier.hand_over),
        ("POST", "/v1/pickups", carrier.book_pickup),
        ("POST", "/v1/pickups/{id}/cancel", carrier.cancel_pickup),
        ("GET", "/v1/tracking/{number}", carrier.track),
        ("POST", "/_control/advance", carrier.advance),
        ("POST", "/_control/exceptions", carrier.exceptions),
    ):
        router.add(method, path, handler)
    control.add_health(router)
    control.add_truth(router, truth)
    control.add_fault_switches(router, faults)
    control.add_webhook_switches(router, outbox)
    return router
