"""What the customer's page offers about their data."""

from collections.abc import Iterator

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from customers.models import Basis, Customer, Erasure, ErasureState
from customers.services.erasing import request_erasure
from customers.services.exporting import request_export
from customers.services.holding import place_hold


class ErasureForm(MoveForm):
    """Why, and how the person was known."""

    basis = forms.ChoiceField(label="Why", choices=Basis.choices, widget=UnfoldAdminSelectWidget)


def is_there(customer: Customer) -> Iterator[Blocker]:
    if customer.erased_at is not None:
        yield Blocker(NOT_NOW, "the customer is erased.")


def can_ask(customer: Customer) -> Iterator[Blocker]:
    """Not what is still open: every app is asked for that, so it is asked when somebody wants to erase."""
    yield from is_there(customer)
    if customer.erased_at is None:
        open_ones = Erasure.objects.filter(customer=customer, state=ErasureState.REQUESTED)
        if open_ones.exists():
            yield Blocker("asked", "it was asked for already.", "Have a second person agree, under Erasures.")


PRIVACY_MOVES = {
    "export": Move(
        service=request_export, label="Export all data", icon="folder_zip", right="customers.export_customer",
        find_blockers=is_there, done="The file is being made; you find it under Exports of customers.",
    ),
    "legal_hold": Move(
        service=place_hold, label="Legal hold", icon="lock", needs_reason=True, right="customers.place_legalhold",
        find_blockers=is_there, done="Held: nothing of this customer is erased until it is released.",
        question="Nothing of this customer is erased, neither on request nor by age, until the hold is released.",
    ),
    "erase": Move(
        service=request_erasure, label="Erase", icon="person_remove", form=ErasureForm, needs_reason=True,
        is_danger=True, right="customers.request_erasure", find_blockers=can_ask,
        question="A second person must agree. Until then nothing happens.",
        done="Asked for. Have a second person agree, under Erasures.",
    ),
}  # fmt: skip
