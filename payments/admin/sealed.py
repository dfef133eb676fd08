"""Who bought, on a paper sealed when its customer was erased: shown once, for a reason, to who may see it by law."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.selectors import actor_of
from core.admin.moves import Lead
from core.errors import NotFound, NotPermitted, OmsError
from payments.models import Document
from payments.services.sealing_documents import open_sealed_buyer

RIGHT = "payments.open_sealed_document"


class SealedBuyers:
    """Mixed into the papers' admin: a button on sealed papers, and the page behind it."""

    def get_urls(self) -> list[URLPattern]:
        admin: Any = self
        view = admin.admin_site.admin_view(self.sealed_view)
        own = path("<int:document_id>/sealed/", view, name="payments_document_sealed")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def get_leads(self, request: HttpRequest, instance: Any) -> Sequence[Lead]:
        if "sealed" not in instance.buyer or not request.user.has_perm(RIGHT):
            return ()
        url = reverse("admin:payments_document_sealed", args=[instance.pk])
        return (Lead(label="Open the sealed buyer…", url=url, icon="lock_open"),)

    def sealed_view(self, request: HttpRequest, document_id: int) -> HttpResponse:
        """Asks for the reason, then shows the buyer in this one answer, which nobody keeps."""
        document = Document.objects.filter(pk=document_id).first()
        if document is None:
            raise Http404("There is no such paper.")
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied("You lack the right to see who bought on a sealed paper.")
        buyer, error = None, None
        if request.method == "POST":
            reason = request.POST.get("reason", "")
            try:
                buyer = open_sealed_buyer(document_id=document_id, reason=reason, actor=actor_of(request.user))
            except NotPermitted as refused:
                raise PermissionDenied(refused.message) from refused
            except NotFound as refused:
                raise Http404(refused.message) from refused
            except OmsError as refused:
                error = refused
        return self._answer(request, document, buyer, error)

    def _answer(
        self, request: HttpRequest, document: Document, buyer: dict[str, object] | None, error: OmsError | None
    ) -> HttpResponse:
        admin: Any = self
        context = {
            **admin.admin_site.each_context(request),
            "title": f"Sealed buyer of {document.number}", "document": document, "buyer": buyer, "error": error,
            "back": reverse("admin:payments_document_change", args=[document.pk]),
        }  # fmt: skip
        status = error.status if error is not None else 200
        answer = TemplateResponse(request, "admin/payments/sealed.html", context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer
