"""The admin of a model whose state only moves change."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.selectors import actor_of
from core.admin.base import OmsAdmin
from core.admin.move_form import MoveForm
from core.admin.moves import Lead, Move, MoveButton, Preview, may_move, move_buttons
from core.effects.window import Postponed
from core.errors import Conflict, NotPermitted, OmsError
from core.fsm import StateField
from core.selectors.timeline import NO_WORDS, TimelineEntry, Words, last_seq, timeline


class MovesAdmin(OmsAdmin):
    """Moves are buttons on the page; each posts to the service that ``moves`` names for it."""

    moves: ClassVar[Mapping[str, Move]] = {}
    # What pages call the values of the row's columns, for what happened meanwhile.
    value_words: ClassVar[Words] = NO_WORDS
    change_form_outer_before_template = "admin/moves.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """States are shown, never typed."""
        states = [f.name for f in self.model._meta.concrete_fields if isinstance(f, StateField)]
        return (*super().get_readonly_fields(request, obj), *states)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.move_view)
        return [path("<path:object_id>/move/<slug:move>/", view, name=self.url_name("move")), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        instance = self.get_object(request, unquote(object_id))
        offered = self.moves_context(request, instance) if instance is not None else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**offered, **(extra_context or {})})
        return page

    def moves_context(self, request: HttpRequest, instance: Model) -> dict[str, Any]:
        """What the buttons' template needs."""
        seen = self.seen(instance)
        buttons = self.get_move_buttons(request, instance, seen)
        return {"move_buttons": buttons, "leads": self.get_leads(request, instance), "seen": seen}

    def get_leads(self, request: HttpRequest, instance: Model) -> Sequence[Lead]:
        """Buttons to other pages where something is decided about the row."""
        return ()

    def get_move_buttons(self, request: HttpRequest, instance: Model, seen: Mapping[str, Any]) -> list[MoveButton]:
        url_name = f"admin:{self.url_name('move')}"
        return move_buttons(request, instance, self.moves, url_name=url_name, seen=seen)

    def order_id_of(self, instance: Model) -> int | None:
        """The order in whose timeline the row's moves are written."""
        return getattr(instance, "order_id", None)

    def seen(self, instance: Model) -> dict[str, Any]:
        """What the user sees now, so that a later change by somebody else is noticed and told."""
        order_id = self.order_id_of(instance)
        return {
            "expected_version": getattr(instance, "version", ""),
            "seen_seq": last_seq(order_id=order_id) if order_id else "",
        }

    def move_view(self, request: HttpRequest, object_id: str, move: str) -> HttpResponse:
        """Ask for the reason, make the move, or tell why not; what was typed stays."""
        spec = self.moves.get(move)
        if spec is None:
            raise Http404("No such move.")
        # The right first: whoever lacks it does not learn which rows there are.
        if not (self.has_view_permission(request) and may_move(request, self.model, move, spec)):
            raise PermissionDenied(f"You lack the right to {spec.label.lower()}.")
        instance = self.get_object(request, unquote(object_id))
        if instance is None or not self.has_view_permission(request, instance):
            raise Http404("No such row.")
        if request.method != "POST":
            seen = {**self.seen(instance), **request.GET.dict()}
            form = spec.form(instance=instance, needs_reason=spec.needs_reason, initial=seen)
            return self._ask(request, instance, move, form)
        form = spec.form(request.POST, request.FILES, instance=instance, needs_reason=spec.needs_reason)
        if not form.is_valid():
            return self._ask(request, instance, move, form, status=422)
        return self._make(request, instance, move, form)

    def _make(self, request: HttpRequest, instance: Model, name: str, form: MoveForm) -> HttpResponse:
        spec, actor, given = self.moves[name], actor_of(request.user), form.arguments()
        try:
            preview = spec.preview(instance, actor, given) if spec.preview is not None else None
            if preview is not None and request.POST.get("seen_preview") != preview.fingerprint:
                return self._ask(request, instance, name, form, preview=preview)
            made = spec.call(instance, actor=actor, given=given)
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            return self._ask(request, instance, name, form, error=error, status=error.status)
        messages.success(request, _told(spec, made) or spec.done or f"{instance}: {spec.label.lower()} — done.")
        return HttpResponseRedirect(self.change_url(instance))

    def _ask(
        self, request: HttpRequest, instance: Model, name: str, form: MoveForm,
        *, error: OmsError | None = None, preview: Preview | None = None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        spec = self.moves[name]
        is_conflict = isinstance(error, Conflict)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{spec.label}: {instance}",
            "opts": self.opts, "original": instance, "move": spec, "move_name": name, "form": form,
            "error": error, "is_conflict": is_conflict, "preview": preview,
            "asks_preview": spec.preview is not None,
            "blockers": spec.blockers(instance, name) if request.method == "GET" else [],
            "news": self.news(instance, form) if is_conflict else [],
            "now": self.seen(self.model._default_manager.get(pk=instance.pk)) if is_conflict else {},
            "change_url": self.change_url(instance),
        }  # fmt: skip
        return TemplateResponse(request, "admin/move_form.html", context, status=status)

    def news(self, instance: Model, form: MoveForm) -> list[TimelineEntry]:
        """What happened since the user looked: who did what, and which values changed."""
        order_id = self.order_id_of(instance)
        if not order_id:
            return []
        return timeline(order_id=order_id, after=form.cleaned_data["seen_seq"] or 0, words=self.value_words)

    def change_url(self, instance: Model) -> str:
        return reverse(f"admin:{self.url_name('change')}", args=[instance.pk])

    def url_name(self, action: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{action}"


def _told(spec: Move, made: Any) -> str:
    """What the act itself says afterwards; empty where it says nothing of its own."""
    if isinstance(made, Postponed):
        return made.told
    return spec.told(made) if spec.told else ""
