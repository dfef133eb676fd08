"""Facts become messages: write it and commit it, send it with no lock held, record the outcome."""

from functools import partial

from celery import shared_task
from django.conf import settings

from core import faults
from core.effects import Undo, effect_task
from core.errors import OutcomeUnknown
from notifications.content import document as about_document
from notifications.content import order as about_order
from notifications.content import parcel as about_parcel
from notifications.content import payment as about_payment
from notifications.content import pickup as about_pickup
from notifications.content import proof as about_proof
from notifications.content import refund as about_refund
from notifications.content.kinds import KINDS
from notifications.content.links import wishes_url
from notifications.errors import RecipientRefused
from notifications.mailers.smtp import OutgoingMail, send_mail
from notifications.models import Message
from notifications.services.answering import send_answer
from notifications.services.composing import ContextOf, compose_mail, compose_text
from notifications.services.sending import begin_sending, record_refused, record_sent, record_text
from notifications.services.webhooks.resuming import resume_stranded
from notifications.statuses import MailEvent, Medium, MessageState
from notifications.texting.contract import SendResult
from notifications.texting.registry import text_sender
from payments.models import Document
from payments.papers.document import document_paper
from payments.statuses import DocumentKind


@effect_task(queue="mail")
def mail_confirmation(*, order_id: int, key: str) -> None:
    """Goods, prices and the promised dates, once the order is confirmed."""
    write_and_send(order_id, event=MailEvent.CONFIRMED, key=key, context_of=about_order.confirmation)


# A mail cannot be called back: whoever handed the parcel over, the office has the window to stop it.
@effect_task(
    queue="mail",
    undo=Undo("Mail that a parcel is on its way", right="notifications.resend_message", waits=True),
)
def mail_dispatch(*, order_id: int, parcel_id: int, key: str) -> None:
    """A parcel left: what is in it and where to follow it."""
    context_of = partial(about_parcel.dispatch, parcel_id=parcel_id)
    write_and_send(order_id, event=MailEvent.DISPATCHED, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_delivery(*, order_id: int, parcel_id: int, key: str) -> None:
    """A parcel arrived, perhaps the last of the order."""
    context_of = partial(about_parcel.delivery, parcel_id=parcel_id)
    write_and_send(order_id, event=MailEvent.DELIVERED, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_ready_for_pickup(*, order_id: int, fulfillment_order_id: int, key: str) -> None:
    """Goods wait at the counter: where, until when, and the code that fetches them."""
    context_of = partial(about_pickup.ready, fulfillment_order_id=fulfillment_order_id)
    write_and_send(order_id, event=MailEvent.READY_FOR_PICKUP, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_cancellation(*, order_id: int, key: str) -> None:
    write_and_send(order_id, event=MailEvent.CANCELED, key=key, context_of=about_order.cancellation)


@effect_task(queue="mail")
def mail_promise_slip(*, order_id: int, choice_id: int) -> None:
    """What comes later than promised, and what the customer can choose: one mail per question."""
    key = f"{MailEvent.PROMISE_SLIPPED}:{choice_id}"
    context_of = partial(about_order.promise_slip, choice_id=choice_id)
    write_and_send(order_id, event=MailEvent.PROMISE_SLIPPED, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_order_link(*, order_id: int, key: str) -> None:
    """A new link to the order's page: asked for by its customer, or sent by the office."""
    write_and_send(order_id, event=MailEvent.ORDER_LINK, key=key, context_of=about_order.order_link)


@effect_task(queue="mail")
def mail_pay_link(*, order_id: int, key: str) -> None:
    """The way to pay an order for which nobody gave a card yet."""
    write_and_send(order_id, event=MailEvent.PAY_LINK, key=key, context_of=about_payment.pay_link)


@effect_task(queue="mail")
def mail_transfer(*, order_id: int, key: str) -> None:
    """How much to transfer, where to and under which reference."""
    write_and_send(order_id, event=MailEvent.TRANSFER, key=key, context_of=about_payment.transfer)


@effect_task(queue="mail")
def mail_proof_request(*, order_id: int, review_id: int, key: str) -> None:
    """The customer is asked to show who they are, and until when."""
    context_of = partial(about_proof.proof_request, review_id=review_id)
    write_and_send(order_id, event=MailEvent.PROOF_ASKED, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_address_question(*, order_id: int, parcel_id: int, key: str) -> None:
    """The carrier cannot find the place: the customer is asked where the parcel shall go."""
    context_of = partial(about_parcel.address_question, parcel_id=parcel_id)
    write_and_send(order_id, event=MailEvent.ADDRESS_ASKED, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_refund(*, order_id: int, refund_id: int, key: str) -> None:
    context_of = partial(about_refund.refund, refund_id=refund_id)
    write_and_send(order_id, event=MailEvent.REFUNDED, key=key, context_of=context_of)


@effect_task(queue="mail")
def mail_invoice(*, order_id: int, document_id: int, key: str) -> None:
    """An invoice, as a PDF."""
    write_and_send_paper(order_id, event=MailEvent.INVOICE, key=key, document_id=document_id)


@effect_task(queue="mail")
def mail_credit_note(*, order_id: int, document_id: int, key: str) -> None:
    """A credit note, as a PDF."""
    write_and_send_paper(order_id, event=MailEvent.CREDIT_NOTE, key=key, document_id=document_id)


@effect_task(queue="mail")
def mail_document_again(*, order_id: int, document_id: int, key: str) -> None:
    """The same paper once more, because a person asked for it."""
    is_invoice = Document.objects.get(pk=document_id).kind == DocumentKind.INVOICE
    event = MailEvent.INVOICE if is_invoice else MailEvent.CREDIT_NOTE
    write_and_send_paper(order_id, event=event, key=key, document_id=document_id)


@effect_task(queue="mail")
def mail_return_approved(*, order_id: int, return_id: int, key: str) -> None:
    """Where to send the goods, until when, and the label."""
    tell_of(order_id, event=MailEvent.RETURN_APPROVED, key=key, return_id=return_id)


@effect_task(queue="mail")
def mail_return_rejected(*, order_id: int, return_id: int, key: str) -> None:
    tell_of(order_id, event=MailEvent.RETURN_REJECTED, key=key, return_id=return_id)


@effect_task(queue="mail")
def mail_return_received(*, order_id: int, return_id: int, key: str) -> None:
    """What came back is here; money follows."""
    tell_of(order_id, event=MailEvent.RETURN_RECEIVED, key=key, return_id=return_id)


@effect_task(queue="mail")
def mail_exchange_placed(*, order_id: int, exchange_id: int, key: str) -> None:
    """The exchange has an order of its own."""
    tell_of(order_id, event=MailEvent.EXCHANGE_PLACED, key=key, exchange_id=exchange_id)


@effect_task(queue="mail")
def mail_exchange_denied(*, order_id: int, exchange_id: int, key: str) -> None:
    tell_of(order_id, event=MailEvent.EXCHANGE_DENIED, key=key, exchange_id=exchange_id)


@effect_task(queue="mail")
def mail_claim_opened(*, order_id: int, claim_id: int, key: str) -> None:
    """We have it: whoever complains need not wonder."""
    tell_of(order_id, event=MailEvent.CLAIM_OPENED, key=key, claim_id=claim_id)


@effect_task(queue="mail")
def mail_claim_denied(*, order_id: int, claim_id: int, key: str) -> None:
    tell_of(order_id, event=MailEvent.CLAIM_DENIED, key=key, claim_id=claim_id)


@effect_task(queue="mail")
def mail_claim_resolved(*, order_id: int, claim_id: int, key: str) -> None:
    """Money, goods or both."""
    tell_of(order_id, event=MailEvent.CLAIM_RESOLVED, key=key, claim_id=claim_id)


@effect_task(queue="mail")
def mail_phone_given(*, order_id: int, consent_id: int, key: str) -> None:
    """Somebody with the order's link wants texts about it: if it was not its customer, they hear of it."""
    tell_of(order_id, event=MailEvent.PHONE_GIVEN, key=key, consent_id=consent_id)


@effect_task(queue="mail")
def mail_feedback_request(*, order_id: int, key: str) -> None:
    """Some days after delivery: how was it?"""
    tell_of(order_id, event=MailEvent.FEEDBACK_ASKED, key=key)


@effect_task(queue="mail")
def text_coming_today(*, order_id: int, parcel_id: int, key: str) -> None:
    """The parcel is on the van: to phones alone, a mail would be read in the evening."""
    text_of(order_id, event=MailEvent.OUT_FOR_DELIVERY, key=key, parcel_id=parcel_id)


@effect_task(queue="mail")
def text_delivery(*, order_id: int, parcel_id: int, key: str) -> None:
    text_of(order_id, event=MailEvent.DELIVERED, key=key, parcel_id=parcel_id)


@effect_task(queue="mail")
def text_ready_for_pickup(*, order_id: int, fulfillment_order_id: int, key: str) -> None:
    """The code that fetches the goods, at hand at the counter."""
    text_of(order_id, event=MailEvent.READY_FOR_PICKUP, key=key, fulfillment_order_id=fulfillment_order_id)


@effect_task(queue="mail")
def send_message(*, message_pk: int) -> None:
    """Send a message that is written already: a person asked for it again."""
    send(Message.objects.get(pk=message_pk))


def tell_of(order_id: int, *, event: MailEvent, key: str, **ids: int) -> None:
    """Mail what the table says of ``event``."""
    write_and_send(order_id, event=event, key=key, context_of=partial(KINDS[event].contents, **ids))


def text_of(order_id: int, *, event: MailEvent, key: str, **ids: int) -> None:
    """Text what the table says of ``event`` to who agreed to texts, when there is somebody who sends them."""
    if not settings.SMS_PROVIDER:
        return
    message = compose_text(order_id=order_id, event=event, key=key, context_of=partial(KINDS[event].contents, **ids))
    if message is not None:
        send(message)


def write_and_send(order_id: int, *, event: str, key: str, context_of: ContextOf) -> None:
    send(compose_mail(order_id=order_id, event=event, key=key, context_of=context_of))


def write_and_send_paper(order_id: int, *, event: str, key: str, document_id: int) -> None:
    context_of = partial(about_document.document, document_id=document_id)
    send(compose_mail(order_id=order_id, event=event, key=key, context_of=context_of, document_id=document_id))


def papers_of(message: Message) -> list[tuple[str, bytes, str]]:
    """What is attached, drawn from what was frozen at issue: the same whenever it is sent."""
    document = message.document
    return [(f"{document.number}.pdf", document_paper(document), "application/pdf")] if document else []


def send(message: Message) -> None:
    """Nobody can be asked what became of a mail: a second try carries the same Message-ID, a text the same key."""
    message = begin_sending(message_pk=message.pk)
    if message.state != MessageState.QUEUED:
        return
    if message.medium == Medium.SMS:
        send_text(message)
        return
    faults.hit("mail.before_call")
    try:
        provider_id = send_mail(outgoing(message))
    except RecipientRefused as error:
        record_refused(message_pk=message.pk, words=error.message)
        return
    faults.hit("mail.after_call")
    record_sent(message_pk=message.pk, provider_id=provider_id)
    faults.hit("mail.after_commit")


@effect_task(queue="mail")
def mail_case_answer(*, message_id: int) -> None:
    """What somebody answered in a case, into the thread it belongs to."""
    send_answer(message_id=message_id)


def outgoing(message: Message) -> OutgoingMail:
    return OutgoingMail(
        message_id=message.message_id, sender=message.sender, to=message.to, subject=message.subject,
        text=message.text, html=message.html, language=message.locale, attachments=papers_of(message),
        unsubscribe_url=unsubscribe_url(message), key=str(message.pk),
    )  # fmt: skip


def unsubscribe_url(message: Message) -> str:
    """Where a customer refuses mails of this kind; empty for those an order needs."""
    kind = KINDS.get(message.event)
    if kind is None or not kind.is_optional:
        return ""
    return wishes_url(message.order_id, (message.text, message.html))


def send_text(message: Message) -> None:
    """Raises OutcomeUnknown, so that the same key is sent again."""
    sender = text_sender()
    if sender is None:
        record_refused(message_pk=message.pk, words="Texts are switched off: set SMS_PROVIDER.")
        return
    faults.hit("sms.before_call")
    sent = sender.send(message.to, message.text, message.key)
    if sent.result == SendResult.UNKNOWN:
        raise OutcomeUnknown(f"Nobody knows whether the text went: {sent.words}")
    faults.hit("sms.after_call")
    record_text(message_pk=message.pk, sent=sent)


@shared_task(name="notifications.tasks.sweep_webhooks", time_limit=60)
def sweep_webhooks() -> None:
    """Woken by beat: what waits though nothing will send it gets its next try back."""
    resume_stranded()
