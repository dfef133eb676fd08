"""How a customer on the phone pays: one tender, or up to three in their order of use."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from orders.intake.requests import TenderRequest
from orders.models import Order, TenderKind

# The first bears the names without a number: it is the only one of most orders.
SUFFIXES = ("", "_2", "_3")
_NOT_USED = ("", "—")
_PATH = re.compile(r"tenders\[(\d+)\]\.(\w+)")
_NAMES = {"kind": "tender", "token": "token", "amount": "amount"}


def _kind(label: str, *, required: bool) -> forms.ChoiceField:
    choices = TenderKind.choices if required else [_NOT_USED, *TenderKind.choices]
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=UnfoldAdminSelectWidget)


def _amount() -> forms.DecimalField:
    return forms.DecimalField(
        label="Amount", min_value=0, max_digits=15, decimal_places=4, required=False,
        widget=UnfoldAdminDecimalFieldWidget, help_text="Empty: the rest. Only the last may be empty, and credit.",
    )  # fmt: skip


def _token(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Card token or gift card code", max_length=120, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=help_text,
    )  # fmt: skip


class TenderFields(forms.Form):
    """The tenders of a draft, used in the order in which they stand."""

    tender = _kind("Pays by", required=True)
    token = _token("From the gateway, never a card number. A card without one: the customer gets a pay link.")
    amount = _amount()
    tender_2 = _kind("Then by", required=False)
    token_2 = _token("Of the second.")
    amount_2 = _amount()
    tender_3 = _kind("And then by", required=False)
    token_3 = _token("Of the third.")
    amount_3 = _amount()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for suffix in SUFFIXES[1:]:
            stray = next((name for name in ("amount", "token") if given.get(f"{name}{suffix}")), None)
            if stray and not given.get(f"tender{suffix}"):
                self.add_error(f"{stray}{suffix}", "Choose how it is paid, or empty this field.")
        if given.get("tender_3") and not given.get("tender_2"):
            self.add_error("tender_3", "Fill in the second way to pay before the third.")
        return given

    def has_more_tenders(self) -> bool:
        """Whether the second and third are to be seen at once."""
        return any(self[f"{name}{suffix}"].value() for name in _NAMES.values() for suffix in SUFFIXES[1:])

    def tenders(self) -> list[TenderRequest]:
        given = self.cleaned_data
        return [
            TenderRequest(
                kind=given[f"tender{suffix}"], token=given[f"token{suffix}"], amount=given[f"amount{suffix}"]
            )
            for suffix in SUFFIXES
            if given.get(f"tender{suffix}")
        ]  # fmt: skip

    @staticmethod
    def waits_for_link(given: Mapping[str, Any]) -> bool:
        """Whether a card is to be told by a link."""
        return any(
            given.get(f"tender{suffix}") == TenderKind.CARD and not given.get(f"token{suffix}") for suffix in SUFFIXES
        )


def tender_field(path: str) -> str:
    """The form's field for a refusal's, such as ``amount_2`` for ``tenders[1].amount``; else what follows its point."""
    found = _PATH.fullmatch(path)
    if found and int(found[1]) < len(SUFFIXES):
        return f"{_NAMES.get(found[2], found[2])}{SUFFIXES[int(found[1])]}"
    return path.rpartition(".")[2]


def initial_tenders(order: Order) -> dict[str, Any]:
    """The values of a draft's tenders; the code of a gift card is kept nowhere and typed again."""
    values: dict[str, Any] = {}
    for suffix, tender in zip(SUFFIXES, order.tenders.order_by("position"), strict=False):
        token = tender.token if tender.kind != TenderKind.GIFT_CARD else ""
        values |= {f"tender{suffix}": tender.kind, f"token{suffix}": token, f"amount{suffix}": tender.amount}
    return values
