"""Mails shown inside the office's pages."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def mail_frame(html: str) -> SafeString:
    """The mail as its reader sees it, where it can run nothing and reach nothing."""
    if not html:
        return format_html('<span class="oms-muted">{}</span>', "—")
    return format_html(
        '<iframe sandbox title="The mail" srcdoc="{}" '
        'style="width:100%;height:760px;border:1px solid #d1d5db;border-radius:8px;background:#fff"></iframe>',
        html,
    )
