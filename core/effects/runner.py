"""Run claimed effects: claim, commit, act with no lock held, record, done."""

import json
import logging
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from structlog.contextvars import bound_contextvars

from core import faults
from core.effects.claim import Claim, claim_next, mark_again, mark_dead, mark_done
from core.effects.registry import QUEUES, max_attempts_of, task_named
from core.errors import Misconfigured, OmsError

logger = logging.getLogger(__name__)

FIRST_DELAY_SECONDS = 2.0
LONGEST_DELAY_SECONDS = 600.0


@dataclass(frozen=True)
class Drained:
    """How many effects ran, and whether nothing was due any more at the end."""

    count: int
    is_empty: bool


def drain(queues: Sequence[str] = QUEUES, *, budget_seconds: float | None = None) -> Drained:
    """Run due effects of ``queues`` until none is due or the budget is spent."""
    started = time.monotonic()
    count = 0
    while budget_seconds is None or time.monotonic() - started < budget_seconds:
        claim = claim_next(queues)
        if claim is None:
            return Drained(count, is_empty=True)
        run_claim(claim)
        count += 1
    return Drained(count, is_empty=False)


def delay_after(attempt: int) -> float:
    """Seconds to wait after the nth attempt: 2, 4, 8, … up to ten minutes."""
    return min(FIRST_DELAY_SECONDS * 2.0 ** (attempt - 1), LONGEST_DELAY_SECONDS)


def run_claim(claim: Claim) -> None:
    """Run one claimed effect and record how it ended.

    The only place that catches every exception: whatever an effect does, its row says so.
    """
    with bound_contextvars(**log_context(claim)):
        _run(claim)


def log_context(claim: Claim) -> dict[str, Any]:
    """What every line logged while the effect runs says of it."""
    of_order = {} if claim.order_id is None else {"order_id": claim.order_id}
    return {"effect_id": claim.effect_id, "task": claim.task, "attempt": claim.attempt, **of_order}


def _run(claim: Claim) -> None:
    payload = claim.payload if isinstance(claim.payload, dict) else json.loads(claim.payload)
    started = time.monotonic()
    try:
        task = task_named(claim.task)
        # Claims are never counted anew, attempts are when a person tries again: what cost money before is asked for.
        task(**payload, key=claim.key, attempt=claim.claim_no)
        faults.hit("effect.before_done")
    except Misconfigured as error:
        logger.error("Effect gives up: %s", error.code)
        mark_dead(claim, error=writable(f"{error.code}: {error.message}"))
    except OmsError as error:
        logger.info("Effect did not succeed: %s", error.code)
        _again_or_dead(claim, f"{error.code}: {error.message}")
    except Exception:
        logger.exception("Effect %s failed", claim.key)
        _again_or_dead(claim, traceback.format_exc(limit=8))
    else:
        mark_done(claim)
        logger.info("Effect done", extra={"ms": round(1000 * (time.monotonic() - started))})


def writable(text: str) -> str:
    """The words of an error as PostgreSQL can keep them: a vendor's NUL or half a character must not lose them."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode()


def _again_or_dead(claim: Claim, error: str) -> None:
    error = writable(error)
    if claim.attempt >= max_attempts_of(claim.task):
        mark_dead(claim, error=error)
    else:
        mark_again(claim, delay_seconds=delay_after(claim.attempt), error=error)
