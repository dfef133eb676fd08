"""Erasing a customer: asked for, agreed to by a second person, then carried out step by step."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.events import publish
from core.numbers import next_number
from core.privacy.erasing import marks_of
from core.privacy.registry import blockers_of, close_doors, lock_all
from core.service import service
from customers.events import ErasureConfirmed
from customers.locks import lock_customer_alone
from customers.models import Basis, Customer, CustomerExport, Erasure, ErasureState, ExportState
from customers.services.exporting import drop_exports

ERASE = "erase"
OPEN = (ErasureState.REQUESTED, ErasureState.RUNNING)


def ensure_nothing_open(customer_id: int) -> None:
    """Raises MoveRefused with every reason that stands against erasing the customer."""
    if blockers := blockers_of(customer_id):
        raise MoveRefused(ERASE, blockers)


@service
def request_erasure(*, customer_id: int, basis: str, reason: str, actor: Actor) -> Erasure:
    """Ask for a customer to be erased; nothing happens until a second person agrees.

    Raises NotPermitted, CustomerNotFound, InvalidInput without a reason, MoveRefused while something is open.
    """
    ensure_may(actor, "customers.request_erasure")
    if not reason.strip():
        raise InvalidInput("Say how it was asked for and how you know the person.", field="reason")
    customer = lock_customer_alone(customer_id)
    if Erasure.objects.filter(customer=customer, state__in=OPEN).exists():
        raise MoveRefused(ERASE, [Blocker("asked", "it was asked for already.", "Have a second person agree.")])
    ensure_nothing_open(customer.pk)
    return Erasure.objects.create(
        number=next_number("erasure"), customer=customer, basis=Basis(basis), note=reason.strip(),
        requested_by=actor.person,
    )  # fmt: skip


@service
def refuse_erasure(*, erasure_id: int, reason: str, actor: Actor) -> Erasure:
    """The erasure, called off before anything was erased. Raises NotFound, NotPermitted, MoveRefused, InvalidInput."""
    erasure = lock_erasure(erasure_id)
    ensure_may(actor, "customers.confirm_erasure")
    if not reason.strip():
        raise InvalidInput("Say why not; the customer is owed the reason.", field="reason")
    ensure_waiting(erasure)
    erasure.state, erasure.decided_by, erasure.decided_at = ErasureState.REFUSED, actor.person, timezone.now()
    erasure.note = f"{erasure.note}\n\nRefused: {reason.strip()}"
    erasure.save(update_fields=["state", "decided_by", "decided_at", "note"])
    return erasure


@service
def confirm_erasure(*, erasure_id: int, actor: Actor) -> Erasure:
    """Agree, as a second person. From here on nothing opens for the customer and nobody finds them; the rest follows.

    Everything that could open anew is locked first: the orders, then the customer against rows that point at it.
    Raises NotFound, NotPermitted (also for whoever asked), MoveRefused while something is open.
    """
    customer_id = Erasure.objects.filter(pk=erasure_id).values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound("There is no such erasure.", erasure_id=erasure_id)
    lock_all(customer_id)
    customer = lock_customer_alone(customer_id)
    erasure = lock_erasure(erasure_id)
    ensure_may(actor, "customers.confirm_erasure")
    ensure_waiting(erasure)
    if actor.person == erasure.requested_by:
        raise MoveRefused(
            "agree", [Blocker("same_person", "you asked for it yourself.", "Have somebody else look and agree.")]
        )
    ensure_nothing_open(customer.pk)
    _begin(erasure, customer, actor)
    return erasure


def _begin(erasure: Erasure, customer: Customer, actor: Actor) -> None:
    now = timezone.now()
    erasure.marks = marks_of(customer.pk)
    erasure.state, erasure.decided_by, erasure.decided_at = ErasureState.RUNNING, actor.person, now
    erasure.run_no = 1
    erasure.save(update_fields=["marks", "state", "decided_by", "decided_at", "run_no"])
    customer.erased_at = now
    customer.save(update_fields=["erased_at"])
    close_doors(customer.pk)
    drop_exports(CustomerExport.objects.filter(customer=customer, state__in=[ExportState.REQUESTED, ExportState.READY]))
    publish(ErasureConfirmed(erasure_id=erasure.pk, run_no=1), actor=actor)


def lock_erasure(erasure_id: int) -> Erasure:
    """The erasure, locked and freshly read; behind its customer when both are locked. Raises NotFound."""
    erasure = Erasure.objects.select_for_update(no_key=True).filter(pk=erasure_id).first()
    if erasure is None:
        raise NotFound("There is no such erasure.", erasure_id=erasure_id)
    return erasure


def ensure_waiting(erasure: Erasure) -> None:
    """Raises MoveRefused unless it waits for its second person."""
    if erasure.state != ErasureState.REQUESTED:
        raise MoveRefused(ERASE, [Blocker("decided", f"it is {erasure.get_state_display().lower()}.")])
