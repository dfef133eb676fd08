from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.selectors import actor_of
from core.actors import Actor
from core.errors import NotPermitted, OmsError
from desk.admin.draft_forms import (
    DraftForm,
    DraftLineForm,
    DraftLines,
    ask_for_the_rest,
    initial_lines_of,
    initial_of,
    usual,
)
from desk.admin.tender_fields import tender_field
from desk.panels.mail import initial_lines_of_mail, initial_of_mail, mail_of, mail_panel, mail_to_draft
from orders.intake.requests import OrderRequest
from orders.models import Order
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.statuses import Intake, OrderState
from support.models import InboundMail
from support.services.mailing import draft_from_mail

MAIL_RIGHT = "support.work_inboundmail"


class Drafting:
    """Take an order by phone: one form makes or rewrites a draft; it may be placed at once."""

    # Whose labels a refusal names.
    typed_forms = (DraftForm, DraftLineForm)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        admin: Any = self
        mail = mail_to_draft(request.GET.get("mail", ""))
        if mail is not None and not request.user.has_perm(MAIL_RIGHT):
            raise PermissionDenied(f"This needs the right “{MAIL_RIGHT}”.")
        if mail is not None and mail.order is not None:
            messages.info(request, f"The mail became {mail.order.number} already. This is it.")
            return HttpResponseRedirect(admin.change_url(mail.order))
        return self._draft(request, None, mail)

    def draft_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        admin: Any = self
        order = admin.get_object(request, str(order_id))
        if order is None or order.state != OrderState.DRAFT:
            raise Http404("There is no such draft.")
        return self._draft(request, order, mail_of(order) if order.intake == Intake.EMAIL else None)

    def _draft(self, request: HttpRequest, order: Order | None, mail: InboundMail | None) -> HttpResponse:
        right = "orders.change_order" if order else "orders.add_order"
        if not request.user.has_perm(right):
            raise PermissionDenied(f"This needs the right “{right}”.")
        begin, begin_lines = _begins_with(order, mail)
        form = DraftForm(request.POST or None, initial=begin)
        lines = DraftLines(request.POST or None, initial=begin_lines, prefix="lines")
        if request.method != "POST" or not _is_enough(form, lines, is_placing="place" in request.POST):
            return self._form_page(request, order, form, lines, mail)
        wanted = [line for line in (each.line() for each in lines) if line is not None]
        try:
            saved = _save(form.order_request(wanted), order, form, actor_of(request.user), mail)
        except NotPermitted as error:
            if "field" not in error.context:
                raise PermissionDenied(error.message) from error
            _say(form, error)
            return self._form_page(request, order, form, lines, mail)
        except OmsError as error:
            _say(form, error)
            return self._form_page(request, order, form, lines, mail)
        return self._after(request, saved)

    def _after(self, request: HttpRequest, saved: Order) -> HttpResponse:
        admin: Any = self
        if "place" not in request.POST:
            messages.success(request, f"Draft {saved.number} is kept; nothing is reserved yet.")
            return HttpResponseRedirect(admin.change_url(saved))
        try:
            place_draft(order_id=saved.pk, actor=actor_of(request.user))
        except OmsError as error:
            messages.error(request, f"The draft is kept, but it was not placed: {error.message}")
        else:
            messages.success(request, f"{saved.number} is placed.")
        return HttpResponseRedirect(admin.change_url(saved))

    def _form_page(
        self, request: HttpRequest, order: Order | None, form: DraftForm, lines: Any, mail: InboundMail | None
    ) -> HttpResponse:
        admin: Any = self
        shown = mail is not None and request.user.has_perm("support.view_inboundmail")
        context = {
            **admin.admin_site.each_context(request),
            "title": f"Draft {order.number}" if order else "New order", "opts": admin.opts, "original": order,
            "form": form, "lines": lines, "missing": _missing(form, lines),
            "media": admin.media + form.media + lines.media,
            "mail": mail_panel(mail) if mail and shown else None,
        }  # fmt: skip
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "desk/draft_form.html", context, status=status)


def _is_enough(form: DraftForm, lines: Any, *, is_placing: bool) -> bool:
    """Whether the draft can be kept, and placed where that is wished; all that is missing is told at once."""
    if all(each.is_bound for each in (form, lines)):
        form.full_clean()
        lines.full_clean()
        ask_for_the_rest(form, lines, is_placing=is_placing)
    return form.is_valid() and lines.is_valid()


def _missing(form: DraftForm, lines: Any) -> list[tuple[str, str, str]]:
    """Where it stands, how it is called and what is wrong, for everything that is, in the form's order."""
    if not form.is_bound:
        return []
    found = [(field.id_for_label, str(field.label), str(error)) for field in form for error in field.errors]
    found += [("lines", "Goods", str(error)) for error in lines.non_form_errors()]
    for number, line in enumerate(lines, start=1):
        found += [
            (field.id_for_label, f"{field.label} of line {number}", str(error))
            for field in line
            for error in field.errors
        ]
    return found


def _begins_with(order: Order | None, mail: InboundMail | None) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    """The form's and the lines' values before anybody types."""
    if order is not None:
        return initial_of(order), initial_lines_of(order)
    if mail is not None:
        return initial_of_mail(mail), initial_lines_of_mail(mail)
    return usual(), None


def _save(wish: OrderRequest, order: Order | None, form: DraftForm, actor: Actor, mail: InboundMail | None) -> Order:
    if order is None and mail is not None:
        return draft_from_mail(mail_id=mail.pk, request=wish, actor=actor)
    if order is None:
        return create_draft(wish, actor=actor)
    version = form.cleaned_data["expected_version"]
    return replace_draft(order_id=order.pk, request=wish, actor=actor, expected_version=version)


def _say(form: DraftForm, error: OmsError) -> None:
    """The refusal stands at the field it names, or above the form."""
    name = tender_field(str(error.context.get("field", "")))
    form.add_error(name if name in form.fields else None, error.message)
