"""Workers in a hurry: a gateway that is silent for a second is given up, a lease ends after five.

Nobody looks whether a dead worker lived on this machine: as between machines, only the end of its lease frees its work.
Only the wiring of orders and payments is listened to; what the floors above would do costs time and moves no money.
"""

import importlib
from typing import Any

from celery.signals import worker_process_init

from oms.celery import app

__all__ = ["app"]

ANSWER_SECONDS = 1.0
LEASE_SECONDS = 5
WIRING = "payments.tests.wiring.WIRING"


@worker_process_init.connect
def hurry(**_: Any) -> None:
    from django.conf import settings  # noqa: PLC0415 - the apps are not loaded before

    from core.effects import claim, registry, runner, sweep  # noqa: PLC0415
    from payments.gateways.sandbox import client  # noqa: PLC0415

    settings.OMS_WIRING = WIRING
    client.ANSWER_SECONDS = ANSWER_SECONDS
    registry.LEASE_MARGIN_SECONDS = 1
    registry.LIMIT_SECONDS.update(dict.fromkeys(registry.LIMIT_SECONDS, LEASE_SECONDS - 1))
    runner.claim_next = importlib.reload(claim).claim_next  # its statement says how long a lease is
    sweep.is_gone = lambda name: False
