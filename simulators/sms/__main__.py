"""``python -m simulators.sms --port 8605 --data-dir .data/sms``"""

import argparse
from pathlib import Path

from simulators.faults import Faults
from simulators.http import bind, serve_until_stopped
from simulators.sms.routes import MODES, routes
from simulators.truth import Truth


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulators.sms", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--api-key", default="sandbox")
    options = parser.parse_args()

    truth = Truth(options.data_dir / "sms.sqlite3")
    faults = Faults(operations=("send",), modes=MODES)
    server = bind(routes(truth, faults, api_key=options.api_key), host=options.host, port=options.port)
    serve_until_stopped(server, name="simulator of texts")


if __name__ == "__main__":
    main()
