"""What every simulator offers besides its trade: health, the truth, faults, the webhook address."""

from simulators.faults import Faults
from simulators.http import Answer, Refused, Request, Router, json_answer
from simulators.truth import Truth
from simulators.webhooks import Outbox


def add_health(router: Router) -> None:
    router.add("GET", "/health", lambda _: json_answer({"status": "ok"}))


def add_fault_switches(router: Router, faults: Faults) -> None:
    def clear(request: Request) -> Answer:
        faults.clear()
        return json_answer({"faults": []})

    router.add("GET", "/_control/faults", lambda _: json_answer({"faults": faults.shown()}))
    router.add("POST", "/_control/faults", lambda request: json_answer(faults.add(request.json()).shown(), 201))
    router.add("DELETE", "/_control/faults", clear)


def add_truth(router: Router, truth: Truth) -> None:
    def movements(request: Request) -> Answer:
        since = request.query.get("since", "0")
        if not since.isdecimal():
            raise Refused(422, "invalid_since", "since is a sequence number.")
        return json_answer(truth.movements(since=int(since)))

    def forget(request: Request) -> Answer:
        truth.forget_everything()
        return json_answer([])

    router.add("GET", "/_truth", movements)
    router.add("DELETE", "/_truth", forget)


def add_webhook_switches(router: Router, outbox: Outbox) -> None:
    def redirect_webhooks(request: Request) -> Answer:
        wanted = request.json()
        outbox.url = str(wanted.get("url", ""))
        outbox.secret = str(wanted.get("secret", outbox.secret))
        return json_answer({"url": outbox.url})

    router.add("POST", "/_control/webhook-url", redirect_webhooks)
    router.add("GET", "/_control/webhooks", lambda _: json_answer({"url": outbox.url, **outbox.counts()}))
