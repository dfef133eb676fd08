"""Messages shown inside the office's pages."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from notifications.texting.segments import is_gsm, segments_of


def mail_frame(html: str) -> SafeString:
    """The mail as its reader sees it, where it can run nothing and reach nothing."""
    if not html:
        return format_html('<span class="oms-muted">{}</span>', "—")
    return format_html(
        '<iframe sandbox title="The mail" srcdoc="{}" '
        'style="width:100%;height:760px;border:1px solid #d1d5db;border-radius:8px;background:#fff"></iframe>',
        html,
    )


def phone_frame(text: str) -> SafeString:
    """The text as a bubble on a phone, with what it will be charged as."""
    return format_html(
        '<p style="max-width:22rem;margin:0 0 .5rem;padding:.75rem 1rem;border-radius:1rem;background:#e5e7eb;'
        'color:#111827;overflow-wrap:anywhere">{}</p><p class="oms-muted">{}</p>',
        text, parts_told(text),
    )  # fmt: skip


def parts_told(text: str) -> str:
    """How long a text is, as a provider counts and charges it."""
    parts = segments_of(text)
    alphabet = "the phone's own alphabet" if is_gsm(text) else "Unicode, for a letter that the phone's alphabet lacks"
    return f"{len(text)} letters, {parts} part{'' if parts == 1 else 's'}, in {alphabet}."
