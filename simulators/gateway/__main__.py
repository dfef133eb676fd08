"""``python -m simulators.gateway --port 8601 --data-dir .data/gateway``"""

import argparse
from pathlib import Path

from simulators.gateway.routes import routes
from simulators.gateway.stripe.events import stripe_event
from simulators.http import Router, bind, serve_until_stopped
from simulators.truth import Truth
from simulators.webhooks import Outbox


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulators.gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-secret", default="sandbox")
    parser.add_argument("--stripe-webhook-url", default="")
    parser.add_argument("--stripe-webhook-secret", default="", help="that of the sandbox unless given")
    options = parser.parse_args()

    truth = Truth(options.data_dir / "gateway.sqlite3")
    outbox = Outbox(truth, url=options.webhook_url, secret=options.webhook_secret, header="Sandbox-Signature")
    stripe_outbox = Outbox(
        truth,
        url=options.stripe_webhook_url,
        secret=options.stripe_webhook_secret or options.webhook_secret,
        header="Stripe-Signature",
        table="stripe_webhook",
        envelope=stripe_event,
    )
    server = bind(Router(), host=options.host, port=options.port)
    server.router = routes(truth, outbox, stripe_outbox, base_url=f"http://{options.host}:{server.server_port}")
    outbox.start()
    stripe_outbox.start()
    serve_until_stopped(server, name="sandbox gateway")


if __name__ == "__main__":
    main()
