"""Which words are used for an event in a language."""

from notifications.content.rendering import Source, source_in_files
from notifications.models import Template


def words_of(template: Template) -> Source:
    """The shop's own words where it wrote some, ours where it did not."""
    ours = source_in_files(template.event, template.locale)
    return Source(
        subject=template.subject or ours.subject, text=template.text or ours.text, html=template.html or ours.html
    )


def source_for(event: str, locale: str) -> Source | None:
    """The words to use now; None when the mail is switched off. One query."""
    template = Template.objects.filter(event=event, locale=locale).first()
    if template is None:
        return source_in_files(event, locale)
    return words_of(template) if template.is_active else None
