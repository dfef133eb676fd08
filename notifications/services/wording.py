"""The shop's own words: saved with their history, taken back, tried on a real order, sent to oneself."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.links.masking import mask_tokens
from core.service import service
from notifications.content.kinds import KINDS, names_of
from notifications.content.rendering import Rendered, Source, ensure_sms_sound, ensure_sound
from notifications.content.sample import sample_context
from notifications.errors import NothingToSay
from notifications.mailers.smtp import OutgoingMail, send_mail
from notifications.models import Template, TemplateVersion
from notifications.selectors.subjects import newest_of
from notifications.selectors.templates import ours, words_of
from notifications.services.composing import mailable_orders, message_id_of, worded
from notifications.statuses import Medium
from orders.models import Order

PARTS = ("subject", "text", "html")
RIGHT = "notifications.change_template"


@service
def save_words(*, template_id: int, subject: str, text: str, html: str, is_active: bool, actor: Actor) -> Template:
    """The words from now on, with a version to come back to. Parts like ours are not kept as the shop's own.

    Raises NotPermitted, and BadTemplate with the line for what cannot be rendered or names what it does not have.
    """
    ensure_may(actor, RIGHT)
    template = Template.objects.select_for_update(no_key=True).get(pk=template_id)
    before = [getattr(template, part) for part in PARTS]
    given = own_words(template, {"subject": subject, "text": text, "html": html})
    for part in PARTS:
        setattr(template, part, given[part])
    ensure_words_sound(template)
    template.is_active = is_active
    template.save()
    if before != [given[part] for part in PARTS]:
        keep_version(template, actor=actor)
    return template


@service
def reset_words(*, template_id: int, actor: Actor) -> Template:
    """Our own words again. Raises NotPermitted."""
    ensure_may(actor, RIGHT)
    template = Template.objects.select_for_update(no_key=True).get(pk=template_id)
    if template.is_own:
        template.subject = template.text = template.html = ""
        template.save()
        keep_version(template, actor=actor)
    return template


@service
def restore_words(*, template_id: int, version_id: int, actor: Actor) -> Template:
    """The words of an earlier version again. Raises NotPermitted, InvalidInput, and BadTemplate."""
    ensure_may(actor, RIGHT)
    version = TemplateVersion.objects.filter(pk=version_id, template_id=template_id).first()
    if version is None:
        raise InvalidInput("This message has no such version.", field="version_id")
    active = Template.objects.values_list("is_active", flat=True).get(pk=template_id)
    words = {part: getattr(version, part) for part in PARTS}
    return save_words(template_id=template_id, is_active=active, actor=actor, **words)


def keep_version(template: Template, *, actor: Actor) -> None:
    words = {part: getattr(template, part) for part in PARTS}
    TemplateVersion.objects.create(template=template, saved_by=actor.label, **words)


def own_words(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    """What differs from the words we ship."""
    shipped = ours(template.event, template.locale, template.medium)
    found = {}
    for part in PARTS:
        words = str(given.get(part) or "").replace("\r\n", "\n")
        found[part] = "" if words.strip() == getattr(shipped, part).strip() else words
    return found


def ensure_words_sound(template: Template) -> None:
    """Raises BadTemplate."""
    words, names = words_of(template), names_of(template.event)
    sample = sample_context(template.locale)
    if template.medium == Medium.SMS:
        ensure_sms_sound(words, sample, names=names)
    else:
        ensure_sound(words, sample, names=names)


def preview_words(template: Template, *, number: str, words: Source | None = None) -> Rendered:
    """The message as this order's customer would get it; nothing is kept and no link is made.

    Raises InvalidInput for an unknown order, or one that this message cannot be about.
    """
    order = mailable_orders().filter(number__iexact=number.strip()).first()
    if order is None:
        raise InvalidInput(f"There is no order {number.strip()[:40]}.", field="number")
    with transaction.atomic():
        found = worded(words or words_of(template), context_for(order, template), medium=template.medium)
        # Contents and words make links to the customer's pages: they are undone.
        transaction.set_rollback(True)
    return Rendered(found.subject, mask_tokens(found.text), mask_tokens(found.html))


def context_for(order: Order, template: Template) -> Mapping[str, Any]:
    """What the words may name, from the order. Raises InvalidInput when there is nothing to say of it."""
    kind = KINDS[template.event]
    ids = {kind.about: newest_of(order, event=template.event)} if kind.about else {}
    try:
        return partial(kind.contents, **ids)(order, template.locale)
    except NothingToSay as error:
        raise InvalidInput(f"With this order nothing would be sent: {error.message}", field="number") from error


def send_preview(*, template: Template, number: str, to: str, actor: Actor) -> None:
    """The message of an order, or of the imaginary one, to whoever tries it; its links lead nowhere.

    Raises NotPermitted, InvalidInput, and what the mail server refuses with.
    """
    ensure_may(actor, RIGHT)
    if number.strip():
        found = preview_words(template, number=number)
    else:
        found = worded(words_of(template), sample_context(template.locale), medium=template.medium)
    key = f"test:{template.pk}:{timezone.now().timestamp()}"
    send_mail(
        OutgoingMail(
            message_id=message_id_of(key, sender=to), sender=to, to=to, language=template.locale, text=found.text,
            html=found.html, subject=f"[Test] {found.subject or template}",
        )
    )  # fmt: skip
