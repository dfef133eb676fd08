"""The lives of supplies, arrivals and counts."""

from datetime import datetime

from django.db import models
from django_fsm import transition


class SupplyState(models.TextChoices):
    DRAFT = "draft", "Draft"
    EXPECTED = "expected", "Expected"
    IN_TRANSIT = "in_transit", "In transit"
    RECEIVED = "received", "Received"
    CANCELED = "canceled", "Canceled"


COMING = (SupplyState.EXPECTED, SupplyState.IN_TRANSIT)


class SupplyMoves:
    """Moves of a Supply; mixed into the model. A transfer begins as a draft, a purchase order as expected."""

    sent_at: datetime | None
    received_at: datetime | None

    @transition(
        field="state", source=SupplyState.DRAFT, target=SupplyState.IN_TRANSIT, permission="inventory.send_transfer"
    )
    def send(self, *, now: datetime) -> None:
        """The goods left the building they come from."""
        self.sent_at = now

    @transition(field="state", source=list(COMING), target=SupplyState.RECEIVED, permission="inventory.receive_supply")
    def close(self, *, now: datetime) -> None:
        """Nothing more will come of this supply."""
        self.received_at = now

    @transition(
        field="state", source=[SupplyState.DRAFT, SupplyState.EXPECTED], target=SupplyState.CANCELED,
        permission="inventory.receive_supply",
    )  # fmt: skip
    def cancel(self) -> None:
        """The supplier will not deliver."""


class ArrivalState(models.TextChoices):
    OPEN = "open", "Being checked"
    BOOKED = "booked", "Booked"
    CANCELED = "canceled", "Canceled"


class ArrivalMoves:
    """Moves of an Arrival; mixed into the model."""

    decided_at: datetime | None
    decided_by: str

    @transition(
        field="state", source=ArrivalState.OPEN, target=ArrivalState.BOOKED, permission="inventory.receive_supply"
    )
    def book(self, *, now: datetime, by: str) -> None:
        """What was scanned is on the books."""
        self.decided_at, self.decided_by = now, by

    @transition(
        field="state", source=ArrivalState.OPEN, target=ArrivalState.CANCELED, permission="inventory.receive_supply"
    )
    def cancel(self, *, now: datetime, by: str) -> None:
        """Nothing of it was booked; it is checked anew."""
        self.decided_at, self.decided_by = now, by


class CountState(models.TextChoices):
    OPEN = "open", "To count"
    TO_APPROVE = "to_approve", "To approve"
    RECORDED = "recorded", "Recorded"
    CANCELED = "canceled", "Canceled"


class CountMoves:
    """Moves of a CycleCount; mixed into the model."""

    counted_at: datetime | None
    counted_by: str
    begun_at: datetime | None
    begun_by: str
    second_by: str
    decided_at: datetime | None
    decided_by: str

    @transition(field="state", source=CountState.OPEN, target=CountState.TO_APPROVE, permission="inventory.count_stock")
    def ask(self, *, now: datetime, by: str) -> None:
        """It differs so much that a second person decides."""
        self.counted_at, self.counted_by = now, by

    @transition(field="state", source=CountState.OPEN, target=CountState.RECORDED, permission="inventory.count_stock")
    def record(self, *, now: datetime, by: str) -> None:
        """The books follow what was counted."""
        self.counted_at = self.decided_at = now
        self.counted_by = by

    @transition(
        field="state", source=CountState.TO_APPROVE, target=CountState.RECORDED, permission="inventory.approve_count"
    )
    def approve(self, *, now: datetime, by: str) -> None:
        """A second person agrees; the books follow."""
        self.decided_at, self.decided_by = now, by

    @transition(
        field="state", source=CountState.TO_APPROVE, target=CountState.RECORDED, permission="inventory.count_stock"
    )
    def settle(self, *, now: datetime, by: str) -> None:
        """Somebody else counted it and it differs little: the books follow the second count."""
        self.decided_at, self.decided_by = now, by

    @transition(
        field="state", source=CountState.TO_APPROVE, target=CountState.OPEN, permission="inventory.approve_count"
    )
    def recount(self) -> None:
        """It is counted again, from the start: nobody has counted it yet."""
        self.counted_at = self.begun_at = None
        self.counted_by = self.second_by = self.begun_by = ""

    @transition(
        field="state", source=[CountState.OPEN, CountState.TO_APPROVE], target=CountState.CANCELED,
        permission="inventory.approve_count",
    )  # fmt: skip
    def cancel(self, *, now: datetime, by: str) -> None:
        """Nothing is recorded."""
        self.decided_at, self.decided_by = now, by
