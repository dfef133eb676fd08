"""Which words are used for an event in a language."""

from notifications.content.rendering import Source, source_in_files
from notifications.models import Template


def source_for(event: str, locale: str) -> Source | None:
    """The shop's own words where it wrote some, ours where it did not; None when the mail is switched off."""
    ours = source_in_files(event, locale)
    own = Template.objects.filter(event=event, locale=locale).first()
    if own is None:
        return ours
    if not own.is_active:
        return None
    return Source(subject=own.subject or ours.subject, text=own.text or ours.text, html=own.html or ours.html)
