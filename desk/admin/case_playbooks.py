"""A playbook on a case: what it asks, what it would do as one change, and doing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.selectors import actor_of
from core.admin.moves import Move, Preview
from core.errors import Blocker, NotPermitted, OmsError
from desk.admin.playbook_form import PlaybookForm
from support.errors import CaseChanged
from support.models import Case, PlaybookRun
from support.services.playbooks import RIGHT, foresee_playbook, playbook_named, run_playbook, run_with_key


class RunsPlaybooks:
    """For the page of a case."""

    opts: Any
    admin_site: Any
    get_object: Any
    has_view_permission: Any
    change_url: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.playbook_view)
        address = "<int:case_id>/playbook/<int:playbook_id>/"
        return [path(address, view, name="support_case_playbook"), *super().get_urls()]  # type: ignore[misc]

    def playbook_view(self, request: HttpRequest, case_id: int, playbook_id: int) -> HttpResponse:
        """Ask, show every step with its money, goods and words, and make them all when that was seen."""
        case = self.get_object(request, str(case_id))
        if case is None or not self.has_view_permission(request, case):
            raise Http404("There is no such case.")
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied("You lack the right to run playbooks.")
        try:
            playbook = playbook_named(playbook_id)
        except OmsError as error:
            raise Http404(error.message) from error
        actor = actor_of(request.user)
        if request.method != "POST":
            form = PlaybookForm(
                instance=case, playbook=playbook, actor=actor, initial={"expected_version": case.version}
            )
            return self._ask_playbook(request, case, playbook, form)
        form = PlaybookForm(request.POST, instance=case, playbook=playbook, actor=actor)
        if not form.is_valid():
            return self._ask_playbook(request, case, playbook, form, status=422)
        return self._run_playbook(request, case, playbook, form)

    def _run_playbook(self, request: HttpRequest, case: Case, playbook: Any, form: PlaybookForm) -> HttpResponse:
        actor, wish = actor_of(request.user), form.wish()
        if (before := run_with_key(case, wish.key)) is not None:
            return self._told(request, case, before)
        steps = foresee_playbook(case=case, playbook_id=playbook.pk, wish=wish, actor=actor)
        blockers = [blocker for step in steps for blocker in step.blockers]
        preview = Preview(
            rows=[row for step in steps for row in step.rows],
            notes=["All of it is done at once, or nothing. Mails leave after that."],
        )  # fmt: skip
        if blockers or request.POST.get("seen_preview") != preview.fingerprint:
            return self._ask_playbook(
                request, case, playbook, form, preview=preview if not blockers else None, blockers=blockers
            )
        try:
            run = run_playbook(
                case_id=case.pk, playbook_id=playbook.pk, wish=wish, actor=actor,
                expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            return self._ask_playbook(request, case, playbook, form, error=error, status=error.status)
        return self._told(request, case, run)

    def _told(self, request: HttpRequest, case: Case, run: PlaybookRun) -> HttpResponse:
        messages.success(request, f"{run.name}: " + " ".join(each["made"] for each in run.made))
        return HttpResponseRedirect(self.change_url(case))

    def _ask_playbook(
        self, request: HttpRequest, case: Case, playbook: Any, form: PlaybookForm, *, error: OmsError | None = None,
        preview: Preview | None = None, blockers: list[Blocker] | None = None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        is_conflict = isinstance(error, CaseChanged)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{playbook.name}: {case}", "opts": self.opts, "original": case, "form": form, "error": error,
            "move": Move(service=run_playbook, label=f"Run “{playbook.name}”", question=playbook.text),
            "preview": preview, "asks_preview": True, "blockers": blockers or [], "is_conflict": is_conflict,
            "now": {"expected_version": case.version, "key": form["key"].value()} if is_conflict else {},
            "change_url": self.change_url(case),
        }  # fmt: skip
        return TemplateResponse(request, "admin/move_form.html", context, status=status)
