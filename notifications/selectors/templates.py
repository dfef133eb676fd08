"""Which words are used for an event in a language, by mail or as a text."""

from notifications.content.rendering import Source, sms_in_file, source_in_files
from notifications.models import Template
from notifications.statuses import Medium


def ours(event: str, locale: str, medium: str) -> Source:
    """The words we ship."""
    return sms_in_file(event, locale) if medium == Medium.SMS else source_in_files(event, locale)


def words_of(template: Template) -> Source:
    """The shop's own words where it wrote some, ours where it did not."""
    shipped = ours(template.event, template.locale, template.medium)
    return Source(
        subject=template.subject or shipped.subject,
        text=template.text or shipped.text,
        html=template.html or shipped.html,
    )


def source_for(event: str, locale: str, medium: str = Medium.EMAIL) -> Source | None:
    """The words to use now; None when the message is switched off. One query."""
    template = Template.objects.filter(event=event, locale=locale, medium=medium).first()
    if template is None:
        return ours(event, locale, medium)
    return words_of(template) if template.is_active else None
