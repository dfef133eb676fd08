"""``python -m simulators.mail --smtp-port 8603 --http-port 8604 --data-dir .data/mail``"""

import argparse
from pathlib import Path

from simulators.faults import Faults
from simulators.http import bind, serve_until_stopped
from simulators.mail.mailbox import Mailbox
from simulators.mail.routes import routes
from simulators.mail.smtp import MODES, start_smtp


def main() -> None:
    parser = argparse.ArgumentParser(prog="simulators.mail", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, required=True)
    options = parser.parse_args()

    mailbox = Mailbox(options.data_dir)
    faults = Faults(operations=("send",), modes=MODES)
    server = bind(routes(mailbox, faults), host=options.host, port=options.http_port)
    smtp = start_smtp(mailbox, faults, host=options.host, port=options.smtp_port)
    serve_until_stopped(server, name=f"mail catcher (SMTP on port {options.smtp_port})")
    smtp.stop(no_assert=True)


if __name__ == "__main__":
    main()
