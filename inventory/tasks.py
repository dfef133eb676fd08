"""What the clock starts for stock."""

from celery import shared_task
from django.utils import timezone

from inventory.services.expiring import expire_reservations, forget_ended_reservations
from inventory.services.lots import quarantine_expired_lots


@shared_task(name="inventory.tasks.sweep_reservations", time_limit=60)
def sweep_reservations() -> None:
    """End reservations that are past their time, so that everybody sees what is free."""
    expire_reservations(now=timezone.now())


@shared_task(name="inventory.tasks.sweep_lots", time_limit=300)
def sweep_lots() -> None:
    """Take lots past their day out of everybody's reach."""
    quarantine_expired_lots(today=timezone.now().date())


@shared_task(name="inventory.tasks.purge_reservations", time_limit=300)
def purge_reservations() -> None:
    """Forget carts and quotes that are long over."""
    forget_ended_reservations(now=timezone.now())
