"""The life of a supply: expected, then received or canceled."""

from datetime import datetime

from django.db import models
from django_fsm import transition


class SupplyState(models.TextChoices):
    EXPECTED = "expected", "Expected"
    RECEIVED = "received", "Received"
    CANCELED = "canceled", "Canceled"


class SupplyMoves:
    """Moves of a Supply; mixed into the model."""

    received_at: datetime | None

    @transition(
        field="state", source=SupplyState.EXPECTED, target=SupplyState.RECEIVED, permission="inventory.receive_supply"
    )
    def close(self, *, now: datetime) -> None:
        """Nothing more will come of this supply."""
        self.received_at = now

    @transition(
        field="state", source=SupplyState.EXPECTED, target=SupplyState.CANCELED, permission="inventory.receive_supply"
    )
    def cancel(self) -> None:
        """The supplier will not deliver."""
