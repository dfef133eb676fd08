"""Copies of a document: each one is counted, and says that it is one."""

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from orders.locks import lock_order
from payments.errors import DocumentNotFound
from payments.events import DocumentSendAsked
from payments.models import Document, DocumentCopy
from payments.papers.document import document_paper
from payments.papers.words import words_of
from payments.statuses import CopyKind


@service
def print_document(*, document_id: int, actor: Actor) -> tuple[Document, bytes]:
    """The document and its PDF; marked as a copy from the second print on. Raises NotPermitted and DocumentNotFound."""
    ensure_may(actor, "payments.print_document")
    document = _locked(document_id)
    was_printed = document.copies.exists()
    DocumentCopy.objects.create(document=document, kind=CopyKind.PRINTED, made_by=actor.label)
    return document, document_paper(document, mark=words_of(document.locale)["copy"] if was_printed else "")


@service
def send_document(*, document_id: int, actor: Actor) -> Document:
    """Mail it to the customer once more. Raises NotPermitted, DocumentNotFound, and InvalidInput without an address."""
    ensure_may(actor, "payments.send_document")
    document = _locked(document_id)
    customer = document.order.customer
    if customer is None or not customer.email:
        raise InvalidInput("The customer has no e-mail address: write one down first, or print it.", field="email")
    copy = DocumentCopy.objects.create(document=document, kind=CopyKind.SENT, made_by=actor.label)
    fact = DocumentSendAsked(order_id=document.order_id, document_id=document.pk, copy_id=copy.pk)
    publish(fact, actor=actor, changes={"document": ["", document.number]})
    return document


def _locked(document_id: int) -> Document:
    """The document with its order locked, so that two first prints are not both the original."""
    order_id = Document.objects.filter(pk=document_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise DocumentNotFound(f"There is no invoice or credit note with key {document_id}.")
    lock_order(order_id)
    return Document.objects.select_related("invoice", "order__customer").get(pk=document_id)
