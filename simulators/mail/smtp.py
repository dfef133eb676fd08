"""The SMTP side: store what comes in, or misbehave as told."""

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from simulators.faults import Faults
from simulators.mail.mailbox import Mailbox

MODES = frozenset({"refuse_temporary", "refuse_permanent", "slow", "accept_then_drop_connection"})
REFUSALS = {
    "refuse_temporary": "451 4.3.0 The mailbox is busy, try again later",
    "refuse_permanent": "550 5.1.1 There is no such mailbox",
}


class Catcher:
    """What aiosmtpd calls for each message."""

    def __init__(self, mailbox: Mailbox, faults: Faults) -> None:
        self.mailbox, self.faults = mailbox, faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.faults.take("send", MODES)
        if fault and fault.mode in REFUSALS:
            return REFUSALS[fault.mode]
        if fault and fault.mode == "slow":
            await asyncio.sleep(fault.delay_seconds)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message_id = self.mailbox.store(content, sender=envelope.mail_from or "", recipients=envelope.rcpt_tos)
        if fault and fault.mode == "accept_then_drop_connection" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return f"250 2.0.0 Kept as {message_id}"


def start_smtp(mailbox: Mailbox, faults: Faults, *, host: str, port: int) -> Controller:
    """Listen in a thread of its own; returns once the port is open."""
    controller = Controller(
        Catcher(mailbox, faults), hostname=host, port=port, server_hostname="mail.sandbox", enable_SMTPUTF8=True
    )
    controller.start()
    return controller
