"""What the office does about a customer's choice: answer for them, or offer other goods, never silently."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from core.money import format_rate
from orders.editing.blocking import EDITABLE
from orders.models import Answer, DelayChoice, Order, OrderLine
from orders.selectors.choices import Instead, instead_of, overtaken
from orders.services.answering import answer_choice
from orders.services.substituting import Pick, offer_substitute


def newest_choice(order: Order) -> DelayChoice | None:
    """The newest question about the order; no query where the page fetched them."""
    return max(order.delay_choices.all(), key=lambda choice: choice.pk, default=None)


def has_open_choice(order: Order) -> Iterator[Blocker]:
    choice = newest_choice(order)
    if choice is None or not choice.is_open(timezone.now()) or any(overtaken(order, choice, list(order.lines.all()))):
        yield Blocker(NOT_NOW, "nothing is asked.")


def waits_for_goods(order: Order) -> Iterator[Blocker]:
    if order.state not in EDITABLE or not any(line.backordered for line in order.lines.all()):
        yield Blocker(NOT_NOW, "no line waits for goods.")


class AnswerForm(MoveForm):
    """What the customer said, and which other goods they agreed to."""

    answer = forms.ChoiceField(label="The customer chose", widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order: Order = self.instance
        self.choice, lines = newest_choice(order), list(order.lines.all())
        self.offered = instead_of(order, self.choice, lines, timezone.now()) if self.choice else {}
        options = self.choice.options if self.choice else []
        labels = [(code, Answer(code).label) for code in options if code != Answer.SUBSTITUTE or self.offered]
        self.fields["answer"].choices = labels  # type: ignore[attr-defined]
        self.fields["reason"].help_text = "How the customer told you, for example “by phone”. Kept with the history."
        for line in (line for line in lines if line.pk in self.offered):
            self.fields[f"instead_{line.pk}"] = forms.ChoiceField(
                label=f"Instead of {line.backordered} × {line.name}", required=False, widget=UnfoldAdminSelectWidget,
                choices=[("", "Keep waiting"), *((one.sku.code, _words(order, one)) for one in self.offered[line.pk])],
            )  # fmt: skip
        self.order_fields(["answer", *(f"instead_{pk}" for pk in self.offered), "reason"])

    def arguments(self) -> dict[str, Any]:
        picks = {
            pk: one
            for pk, offers in self.offered.items()
            for one in offers
            if self.cleaned_data.get(f"instead_{pk}") == one.sku.code
        }
        return {
            **super().arguments(), "choice_id": self.choice.pk if self.choice else 0,
            "picks": {pk: Pick(one.sku.code, one.unit_price) for pk, one in picks.items()},
            "consent": "; ".join(_words(self.instance, one) for one in picks.values()),
        }  # fmt: skip


def _words(order: Order, one: Instead) -> str:
    return f"{one.units} × {one.sku.name} ({one.sku.code}), at most {format_rate(one.unit_price, order.currency)} each"


class OfferForm(MoveForm):
    """Which waiting line, and what the customer could have instead."""

    line_id = forms.TypedChoiceField(label="Instead of", coerce=int, widget=UnfoldAdminSelectWidget)
    sku_code = forms.CharField(label="SKU to offer", max_length=64, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [line for line in self.instance.lines.all() if line.backordered]
        choices = [(line.pk, f"{line.backordered} × {line.name}") for line in waiting]
        self.fields["line_id"].choices = choices  # type: ignore[attr-defined]


CHOICE_MOVES = {
    "answer_choice": Move(
        service=answer_choice, label="Answer for the customer", icon="how_to_vote", form=AnswerForm, needs_reason=True,
        right="orders.change_delaychoice", find_blockers=has_open_choice, done="It is done as the customer chose.",
        question="It is done at once, as if the customer had chosen it on their page.",
    ),
    "offer_substitute": Move(
        service=offer_substitute, label="Offer other goods", icon="swap_horiz", form=OfferForm,
        right="orders.add_delaychoice", find_blockers=waits_for_goods, done="The customer is asked by mail.",
        question="The customer gets a mail with a link; nothing changes before they agree. They never pay more.",
    ),
}  # fmt: skip


class LateFilter(DropdownFilter):
    """Orders that wait for goods longer than promised, or for their customer's word."""

    title, parameter_name = "late", "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("past", "Backorders past promise"), ("asked", "Waiting for the customer's choice")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        now, owed = timezone.now(), OrderLine.objects.filter(order=OuterRef("pk"), backordered__gt=0)
        if self.value() == "past":
            return queryset.filter(Exists(owed.filter(promise_on__lt=now.date())))
        if self.value() == "asked":
            asked = DelayChoice.objects.filter(order=OuterRef("pk"), answer="", superseded_at=None, expires_at__gt=now)
            return queryset.filter(Exists(asked), state__in=EDITABLE)
        return queryset
