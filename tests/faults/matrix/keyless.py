"""The negative control: the same workers in a hurry, with the idempotency keys taken away."""

from tests.faults.matrix import hasty
from tests.faults.unguarded import app

__all__ = ["app", "hasty"]
