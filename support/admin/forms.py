"""What a person is asked before acting on a case."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin.move_form import MoveForm
from core.money import format_money
from orders.statuses import RefundTo
from support.models import CaseKind, Priority
from support.selectors.staff import staff_of_cases


class TextForm(MoveForm):
    """What is said; nothing else is asked."""

    text = forms.CharField(max_length=8000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.HiddenInput()


class LinkForm(MoveForm):
    """Which order it is about; begins with the one a mail names."""

    order_number = forms.CharField(label="Order number", max_length=24, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        named = self.instance.mails.exclude(suggested_order=None).select_related("suggested_order").first()
        self.fields["order_number"].initial = named.suggested_order.number if named else ""


class AssignForm(MoveForm):
    """Who shall work on it."""

    user_id = forms.ModelChoiceField(
        label="Who works on it", queryset=get_user_model().objects.none(), required=False, empty_label="Nobody",
        widget=UnfoldAdminSelectWidget,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        people: QuerySet[Any] = staff_of_cases()
        self.fields["user_id"].queryset = people  # type: ignore[attr-defined]
        if self.instance is not None:
            self.fields["user_id"].initial = self.instance.assignee_id

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        user = given.get("user_id")
        return {**given, "user_id": user.pk if user else None}


class RankForm(MoveForm):
    """What it is about and how pressing it is."""

    kind = forms.ChoiceField(choices=CaseKind.choices, widget=UnfoldAdminSelectWidget)
    priority = forms.ChoiceField(choices=Priority.choices, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial, self.fields["priority"].initial = self.instance.kind, self.instance.priority


class SnoozeForm(MoveForm):
    """Until when it is put aside, in the time of the house."""

    until = forms.DateTimeField(
        label="Until", widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "oms-input"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text="It comes back by itself then, and at once when the customer writes.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localtime() + timedelta(days=1)
        self.fields["until"].initial = tomorrow.replace(hour=9, minute=0).strftime("%Y-%m-%dT%H:%M")


class MergeForm(MoveForm):
    """Into which case it goes; begins with the customer's other open one."""

    into_number = forms.CharField(label="Into which case", max_length=24, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.instance
        others = type(case).objects.filter(resolved_at=None).exclude(pk=case.pk)
        same = others.filter(customer=case.customer_id).order_by("pk").first() if case.customer_id else None
        self.fields["into_number"].initial = same.number if same else ""


class AddressForm(MoveForm):
    """Where an answer is sent again: one address."""

    to = forms.EmailField(label="To", max_length=254, widget=UnfoldAdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["to"].initial = self.instance.to


class GoodwillForm(MoveForm):
    """How much the customer gets for the trouble, how, and what one has given today."""

    amount = forms.DecimalField(
        max_digits=19, decimal_places=4, min_value=Decimal("0.0001"), widget=UnfoldAdminDecimalFieldWidget
    )
    destination = forms.ChoiceField(label="It goes", choices=RefundTo.choices, widget=UnfoldAdminSelectWidget)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4().hex
        order = self.order()
        if order is not None:
            self.fields["amount"].label = f"Amount, in {order.currency}"
            self.fields["amount"].help_text = f"{format_money(order.captured_amount, order.currency)} were captured."

    def order(self) -> Any:
        """The order it is for: the case's, or the page's own."""
        return getattr(self.instance, "order", None) or self.instance
