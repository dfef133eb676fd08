"""Mails without card numbers: customers write theirs into mails, and nothing of this house may keep them."""

import email
import email.policy
from email.errors import MessageError
from email.message import EmailMessage

from core.cards import has_card, mask_bytes, mask_cards

# Plain in every character set.
DOTS = "..."


def without_cards(raw: bytes) -> bytes:
    """The mail as it came; where a card number stands in a text of it, also an encoded one, it is masked."""
    return mask_bytes(_decoded_where_needed(raw), DOTS)


def _decoded_where_needed(raw: bytes) -> bytes:
    """The mail with those encoded texts written anew that hold a card number; the same bytes when none does."""
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
        changed = [_mask_part(part) for part in mail.walk() if part.get_content_maintype() == "text"]
        changed.append(_mask_headers(mail))
        return mail.as_bytes() if any(changed) else raw
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        # No mail that can be read: its bytes are looked at as they are.
        return raw


def _mask_part(part: EmailMessage) -> bool:
    if not part.get("Content-Transfer-Encoding", "").strip():
        return False
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return False
    text = content.decode(part.get_content_charset() or "utf-8", errors="replace")
    if not has_card(text):
        return False
    name, subtype = part.get_filename(), part.get_content_subtype()
    part.set_content(mask_cards(text, DOTS), subtype=subtype)
    if name:
        part.add_header("Content-Disposition", "attachment", filename=name)
    return True


def _mask_headers(mail: EmailMessage) -> bool:
    found = [(name, str(value)) for name, value in mail.items() if has_card(str(value))]
    for name, value in found:
        mail.replace_header(name, mask_cards(value, DOTS))
    return bool(found)
