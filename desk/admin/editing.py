"""Edit a placed order: take steps, see what they would make of it, confirm or drop."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import actor_of
from core.errors import Conflict, NotPermitted, OmsError
from core.selectors.people import actor_names
from core.selectors.timeline import TimelineEntry, last_seq, timeline
from desk.admin.edit_forms import AddedLines, EditForm
from orders.editing.blocking import edit_blockers
from orders.models import Order, OrderChange
from orders.models.change import OPEN_CHANGES
from orders.selectors.change_preview import ChangePreview, preview_change
from orders.services.applying import confirm_change
from orders.services.changing import RIGHT, cancel_change, decline_change, remove_action, request_change, take_steps
from orders.services.postponing import ensure_nothing_waits
from orders.statuses import ChangeState
from orders.told import VALUES


class Editing:
    """One page per order: what is staged beside what is agreed; every button names a service."""

    def edit_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        admin: Any = self
        order = admin.get_object(request, str(order_id))
        if order is None:
            raise Http404("There is no such order.")
        if not request.user.has_perm(RIGHT) or not admin.has_view_permission(request, order):
            raise PermissionDenied(f"This needs the right “{RIGHT}”.")
        if request.method != "POST":
            return self._edit_page(request, order)
        name = request.POST.get("act", "stage")
        if name == "stage":
            return self._stage(request, order)
        if name == "confirm":
            return self._act(request, order, lambda: _confirm_now(request, order))
        act = _ACTS.get(name)
        if act is None:
            raise Http404("No such act.")
        return self._act(request, order, lambda: act(request, _open_change(order)))

    def _stage(self, request: HttpRequest, order: Order) -> HttpResponse:
        form, added = _forms(order, _preview(order, _open_change(order)), request)
        if not (form.is_valid() and added.is_valid()):
            return self._edit_page(request, order, forms=(form, added), status=422)
        steps, version = form.steps(added), form.cleaned_data["expected_version"]
        if not steps:
            messages.info(request, "Nothing differs from what is there.")
            return HttpResponseRedirect(request.path)

        def take() -> str:
            ensure_nothing_waits(order, "edit")
            actor = actor_of(request.user)
            take_steps(order_id=order.pk, steps=steps, actor=actor, expected_version=version)
            return "This is what it would change. Nothing is changed before you confirm."

        return self._act(request, order, take, forms=(form, added))

    def _act(
        self, request: HttpRequest, order: Order, act: Callable[[], str], forms: tuple[Any, Any] | None = None
    ) -> HttpResponse:
        admin: Any = self
        try:
            done = act()
        except NotPermitted as error:
            if forms is None:
                raise PermissionDenied(error.message) from error
            return self._edit_page(request, order, forms=forms, error=error, status=error.status)
        except OmsError as error:
            fresh = admin.get_object(request, str(order.pk))
            kept = None if isinstance(error, Conflict) else forms
            return self._edit_page(request, fresh, forms=kept, error=error, status=error.status)
        messages.success(request, done)
        is_open = OrderChange.objects.filter(order=order, state__in=OPEN_CHANGES).exists()
        return HttpResponseRedirect(request.path if is_open else admin.change_url(order))

    def _edit_page(
        self, request: HttpRequest, order: Order, *, forms: tuple[Any, Any] | None = None,
        error: OmsError | None = None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        admin: Any = self
        change = _open_change(order)
        preview = _preview(order, change)
        form, added = forms or _forms(order, preview)
        is_conflict = isinstance(error, Conflict)
        seen = request.POST.get("seen_seq", "")
        context = {
            **admin.admin_site.each_context(request),
            "title": f"Edit {order.number}", "opts": admin.opts, "original": order, "order": order,
            "change": change, "preview": preview, "form": form, "added": added, "error": error,
            "is_conflict": is_conflict, "over": list(edit_blockers(order)),
            "news": _news(order, seen) if is_conflict and seen.isdecimal() else [],
            "editor": actor_names([change.requested_by])[change.requested_by] if change else "",
            "may_confirm": request.user.has_perm("orders.confirm_orderchange"),
            "is_draft": change is None or change.state == ChangeState.DRAFT,
            "seen": {"expected_version": order.version, "seen_seq": last_seq(order_id=order.pk)},
            "change_url": reverse("admin:orders_order_change", args=[order.pk]),
            "media": admin.media + form.media + added.media,
        }  # fmt: skip
        return TemplateResponse(request, "desk/order_edit.html", context, status=status)


def _news(order: Order, seen: str) -> list[TimelineEntry]:
    return timeline(order_id=order.pk, after=int(seen), words=VALUES)


def _open_change(order: Order) -> OrderChange | None:
    change = OrderChange.objects.filter(order=order, state__in=OPEN_CHANGES).first()
    if change is not None:
        change.order = order
    return change


def _preview(order: Order, change: OrderChange | None) -> ChangePreview:
    """Without a change: the order as it is."""
    return preview_change(change or OrderChange(order=order), now=timezone.now())


def _forms(order: Order, preview: ChangePreview, request: HttpRequest | None = None) -> tuple[Any, Any]:
    data = request.POST if request is not None else None
    seen = {"expected_version": order.version, "seen_seq": last_seq(order_id=order.pk)}
    return EditForm(data, order=preview.after, rows=preview.lines, initial=seen), AddedLines(data, prefix="lines")


def _named(change: OrderChange | None) -> OrderChange:
    if change is None:
        raise Conflict("Nothing is being edited any more: the change was confirmed or dropped meanwhile.")
    return change


def _version(request: HttpRequest) -> int | None:
    typed = request.POST.get("expected_version", "")
    return int(typed) if typed.isdecimal() else None


def _remove(request: HttpRequest, change: OrderChange | None) -> str:
    typed = request.POST.get("action", "")
    key = int(typed) if typed.isdecimal() else 0
    remove_action(change_id=_named(change).pk, action_id=key, actor=actor_of(request.user))
    return "Taken out again."


def _confirm_now(request: HttpRequest, order: Order) -> str:
    """Refused while another act of a person waits: it could contradict it."""
    ensure_nothing_waits(order, "edit")
    change, reason = _named(_open_change(order)), request.POST.get("reason", "")[:400]
    confirm_change(change_id=change.pk, actor=actor_of(request.user), reason=reason, expected_version=_version(request))
    return "The order is changed. Money and the floor follow by themselves."


def _request(request: HttpRequest, change: OrderChange | None) -> str:
    reason = request.POST.get("reason", "")[:400]
    request_change(
        change_id=_named(change).pk, actor=actor_of(request.user), reason=reason, expected_version=_version(request)
    )
    return "Waiting for approval."


def _drop(request: HttpRequest, change: OrderChange | None) -> str:
    cancel_change(change_id=_named(change).pk, actor=actor_of(request.user))
    return "Dropped. The order is as it was."


def _decline(request: HttpRequest, change: OrderChange | None) -> str:
    reason = request.POST.get("reason", "")[:400]
    decline_change(change_id=_named(change).pk, actor=actor_of(request.user), reason=reason)
    return "Declined. The order is as it was."


_ACTS = {
    "remove": _remove, "request": _request, "drop": _drop, "decline": _decline,
}  # fmt: skip
