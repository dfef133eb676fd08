"""A day of the journal that does not balance stops every later one: a person is told."""

from datetime import date

from django.utils import timezone

from core.models import Alert
from core.service import service

KIND = "journal_unbalanced"


@service
def tell_unbalanced(*, day: date, message: str) -> None:
    """One open alert per day, however often it is tried."""
    Alert.objects.get_or_create(kind=KIND, reference=str(day), closed_at=None, defaults={"message": message})


@service
def forget_unbalanced(*, day: date) -> None:
    """The day is closed after all."""
    Alert.objects.filter(kind=KIND, reference=str(day), closed_at=None).update(
        closed_at=timezone.now(), closed_by="system"
    )
