"""The negative control: the house with its keys taken away, so that a second attempt is a second deed."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from celery.signals import worker_process_init

from oms.celery import app

__all__ = ["app"]


@worker_process_init.connect
def forget_keys(**_: Any) -> None:
    """A fresh key per attempt, and nobody asks what became of the attempt before."""
    from notifications import tasks as mail  # noqa: PLC0415 - the apps are not loaded before
    from payments.gateways.sandbox.client import SandboxGateway  # noqa: PLC0415
    from shipping.carriers.simulated.client import SimulatedCarrier  # noqa: PLC0415

    perform, buy, send = SandboxGateway.perform, SimulatedCarrier.buy, mail.send_mail
    SandboxGateway.find = lambda gateway, instruction: None
    SandboxGateway.perform = lambda gateway, wanted: perform(gateway, replace(wanted, key=uuid4().hex))
    SimulatedCarrier.find = lambda carrier, *, key: None
    SimulatedCarrier.buy = lambda carrier, shipment, *, key: buy(carrier, shipment, key=uuid4().hex)
    mail.send_mail = lambda message: send(replace(message, message_id=f"<{uuid4().hex}@control.example>"))
