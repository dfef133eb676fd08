"""Mails no person wrote. Source: RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), RFC 2076 (Precedence)."""

from typing import Any

from support.intake.header_text import header, tolerant

BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
ANSWERING_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Loop")


def why_automatic(message: Any) -> str:
    """The sentence why nobody is to answer this mail; empty for a person's."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"It answers by itself (Auto-Submitted: {submitted[:40]})."
    if tolerant(message.get_content_type, "") == "multipart/report":
        return "It is a delivery report."
    precedence = header(message, "Precedence").lower()
    if precedence in BULK:
        return f"It is sent to many (Precedence: {precedence})."
    if header(message, "Return-Path") == "<>":
        return "It has no sender to answer (empty return path)."
    for name in ANSWERING_MACHINES:
        if header(message, name):
            return f"It answers by itself ({name})."
    if header(message, "X-Spam-Flag").lower() == "yes":
        return "The mail server took it for spam."
    return ""
