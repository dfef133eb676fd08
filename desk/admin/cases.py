"""A case's page: the conversation on one side, the order on the other, every button naming a service."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core.admin.moves import MoveButton
from core.errors import NotPermitted, OmsError
from desk.admin.case_playbooks import RunsPlaybooks
from desk.selectors.case_page import case_for_page, case_page
from support.admin.cases import CaseAdmin
from support.canned.filling import fill_for
from support.errors import CaseChanged
from support.models import CannedAnswer, Case, CaseKind
from support.services.talking import REPLY, add_note, reply

admin.site.unregister(Case)
# The page has boxes of its own for them.
IN_BOXES = ("reply", "note")


@admin.register(Case)
class CasePageAdmin(RunsPlaybooks, CaseAdmin):
    """What customers wait for an answer to, with its clocks, mails, files and the order it is about."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:case_id>/answer/", wrap(require_POST(self.answer_view)), name="support_case_answer"),
            path("<int:case_id>/note/", wrap(require_POST(self.note_view)), name="support_case_note"),
            *super().get_urls(),
        ]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Case | None:
        return case_for_page(int(object_id)) if str(object_id).isdecimal() else None

    def get_move_buttons(self, request: HttpRequest, instance: Any, seen: Mapping[str, Any]) -> list[MoveButton]:
        buttons: list[MoveButton] = super().get_move_buttons(request, instance, seen)
        return [button for button in buttons if button.name not in IN_BOXES]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self.show(request, unquote(object_id), extra_context or {})

    def show(
        self, request: HttpRequest, object_id: str, more: Mapping[str, Any], *, seen: int | None = None,
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        """The page; ``seen`` is the last message the person had read."""
        case = self.get_object(request, object_id)
        if case is None:
            raise Http404("There is no such case.")
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        page = case_page(case, actor=actor_of(request.user), seen=seen)
        context = {
            **self.admin_site.each_context(request),
            "title": case.number, "opts": self.opts, "original": case, "case": case, "page": page,
            **self.moves_context(request, case),
            **self._boxes(request, case),
            "may_order": case.kind == CaseKind.ORDER, **more,
        }  # fmt: skip
        return TemplateResponse(request, "desk/case_page.html", context, status=status)

    def answer_view(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """Answer; when somebody else was first nothing is said, and what was typed stays beside what is new."""
        given = request.POST
        try:
            reply(
                case_id=case_id, text=given.get("text", ""), actor=actor_of(request.user),
                expected_version=_number(given.get("expected_version")), request_key=given.get("key", "")[:64] or None,
            )  # fmt: skip
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            more = {
                "draft": given.get("text", ""),
                "answer_error": error,
                "is_conflict": isinstance(error, CaseChanged),
            }
            return self.show(request, str(case_id), more, seen=_number(given.get("seen_message")), status=error.status)
        messages.success(request, "Answered; the case waits for the customer.")
        return HttpResponseRedirect(self._url(case_id))

    def note_view(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """Keep a remark the customer never sees; a refused one comes back to its box."""
        text = request.POST.get("text", "")
        try:
            add_note(case_id=case_id, text=text, actor=actor_of(request.user))
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            return self.show(request, str(case_id), {"note_text": text, "note_error": error}, status=error.status)
        messages.success(request, "Noted; the customer does not see it.")
        return HttpResponseRedirect(self._url(case_id))

    def _boxes(self, request: HttpRequest, case: Case) -> dict[str, Any]:
        """What the answer box begins with: a canned answer filled in, where one was chosen."""
        chosen = _number(request.GET.get("canned"))
        canned = CannedAnswer.objects.filter(pk=chosen, is_active=True).first() if chosen else None
        filled = fill_for(case, canned.text, actor=actor_of(request.user)) if canned else None
        return {
            "draft": filled.text if filled else "", "missing": filled.missing if filled else (), "chosen": chosen,
            "key": uuid4().hex, "may_reply": request.user.has_perm(REPLY) and case.merged_into_id is None,
            "may_work": request.user.has_perm("support.work_case"),
        }  # fmt: skip

    def _url(self, case_id: int) -> str:
        return reverse("admin:support_case_change", args=[case_id])


def _number(value: str | None) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
