"""``python -m simulators.carrier --port 8602 --data-dir .data/carrier``"""

import argparse
from datetime import timedelta
from pathlib import Path

from simulators.carrier.routes import routes
from simulators.http import bind, serve_until_stopped
from simulators.truth import Truth
from simulators.webhooks import Outbox


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulators.carrier", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-secret", default="sandbox")
    parser.add_argument("--seconds-per-step", type=float, default=0.0, help="0: parcels move only by control")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--void-seconds", type=int, default=86_400, help="how long a label may be voided")
    options = parser.parse_args()

    truth = Truth(options.data_dir / "carrier.sqlite3")
    outbox = Outbox(truth, url=options.webhook_url, secret=options.webhook_secret, header="Sim-Signature")
    router = routes(
        truth,
        outbox,
        seconds_per_step=options.seconds_per_step,
        seed=options.seed,
        void_within=timedelta(seconds=options.void_seconds),
    )
    outbox.start()
    serve_until_stopped(bind(router, host=options.host, port=options.port), name="carrier simulator")


if __name__ == "__main__":
    main()
