"""The order's page of the past: as of any moment, and what changed between two."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from core.admin.moves_admin import MovesAdmin
from desk.selectors.then_page import moment_of, then_page
from orders.models import Order

_PICKER = {"type": "datetime-local", "step": "1", "class": "oms-input"}


class MomentForm(forms.Form):
    """One moment, or two; in the time zone of the reader."""

    at = forms.DateTimeField(label="As of", widget=forms.DateTimeInput(attrs=_PICKER, format="%Y-%m-%dT%H:%M:%S"))
    to = forms.DateTimeField(
        label="Compare with", required=False,
        widget=forms.DateTimeInput(attrs=_PICKER, format="%Y-%m-%dT%H:%M:%S"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("at") and given.get("to") and given["to"] <= given["at"]:
            self.add_error("to", "Choose a moment after the first one.")
        return given


class TimeMachine(MovesAdmin):
    """Adds the page to the order's admin."""

    def get_urls(self) -> list[URLPattern]:
        then = self.admin_site.admin_view(self.then_view)
        return [path("<int:order_id>/then/", then, name="orders_order_then"), *super().get_urls()]

    def then_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """As of the moment asked for, or of the event named by ``seq``; as of now when nothing is asked."""
        order = Order.objects.filter(pk=order_id).first()
        if order is None:
            raise Http404("There is no such order.")
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        form, at, until = self._moments(request, order)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{order.number} as it was", "opts": self.opts, "original": order, "order": order, "form": form,
            "page": then_page(order, at=at, until=until), "until": until,
        }  # fmt: skip
        return TemplateResponse(request, "desk/order_then.html", context)

    @staticmethod
    def _moments(request: HttpRequest, order: Order) -> tuple[MomentForm, datetime, datetime | None]:
        now, seq = timezone.now(), request.GET.get("seq", "")
        if "at" not in request.GET:
            at = (moment_of(order, int(seq)) if seq.isdecimal() and len(seq) < 10 else None) or now
            shown = timezone.localtime(at).replace(microsecond=0)
            return MomentForm(initial={"at": shown}), at, None
        form = MomentForm(request.GET)
        is_whole = form.is_valid()
        # A picked second is meant whole. Of two moments that do not go together the first is still the one asked for.
        first, second = (
            value and value.replace(microsecond=999_999) for value in map(form.cleaned_data.get, ("at", "to"))
        )
        return form, first or now, second if is_whole else None
