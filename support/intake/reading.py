"""One mail as plain values. Source: RFC 5322 (messages), RFC 2045 to 2049 (MIME)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from functools import partial
from typing import Any

from anymail.inbound import AnymailInboundMessage

from orders.filing.naming import safe_name, scrub
from support.intake.automatic import why_automatic
from support.intake.header_text import clean, decode, decoded, header, raw_headers, rescued, tolerant
from support.intake.plain import text_of_html

MOST_PARTS = 300
MOST_TEXT = 100_000
MOST_HTML = 500_000
MOST_REFERENCES = 20
TO_HEADERS = ("Delivered-To", "X-Original-To", "To", "Cc")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file in the mail; ``content`` is None when it cannot be read."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """What a mail says. ``text`` is plain; ``automatic`` tells why no person wrote it, empty when one did."""

    message_id: str
    references: Sequence[str]
    sender_name: str
    sender_email: str
    recipients: Sequence[str]
    subject: str
    text: str
    files: Sequence[MailFile]
    automatic: str


def message_id_in(raw: bytes) -> str:
    """The mail's own Message-ID without its brackets; empty when it has none."""
    return _id_of(_head(raw))


def read_mail(raw: bytes) -> ReadMail:
    """Read without failing: what is broken is read as far as it goes."""
    message = _parsed(raw)
    name, email = _sender(message)
    words: list[str] = []
    html: list[str] = []
    files: list[MailFile] = []
    for part in _leaves(message):
        kind = tolerant(part.get_content_type, "application/octet-stream")
        if _is_file(part) or not kind.startswith("text/"):
            files.append(_file(part, kind, len(files) + 1))
        elif kind == "text/html":
            html.append(_text(part))
        else:
            words.append(_text(part))
    text = "\n\n".join(each for each in words if each.strip()) or "\n\n".join(
        text_of_html(each[:MOST_HTML]) for each in html
    )
    return ReadMail(
        message_id=_id_of(message), references=_references(message), sender_name=name, sender_email=email,
        recipients=_recipients(message), subject=header(message, "Subject")[:200], text=_plain(text), files=files,
        automatic=why_automatic(message),
    )  # fmt: skip


def _parsed(raw: bytes) -> Any:
    """The mail; of one nested deeper than can be read only the head."""
    return tolerant(lambda: AnymailInboundMessage.parse_raw_mime_bytes(raw), None) or _head(raw)


def _head(raw: bytes) -> Any:
    head = re.split(rb"\r?\n\r?\n", raw[:65_536], maxsplit=1)[0]
    return AnymailInboundMessage.parse_raw_mime_bytes(head + b"\r\n\r\n")


def _id_of(message: Any) -> str:
    found = _MESSAGE_ID.search(header(message, "Message-ID"))
    return found.group(1) if found else ""


def _references(message: Any) -> list[str]:
    """Newest first: what it answers, then what came before."""
    told = _MESSAGE_ID.findall(header(message, "In-Reply-To"))
    before = _MESSAGE_ID.findall(header(message, "References"))
    return list(dict.fromkeys([*told, *reversed(before)]))[:MOST_REFERENCES]


def _sender(message: Any) -> tuple[str, str]:
    pairs = addresses_in(raw_headers(message, "From"))
    return pairs[0] if pairs else ("", "")


def _recipients(message: Any) -> list[str]:
    told = [value for name in TO_HEADERS for value in raw_headers(message, name)]
    return list(dict.fromkeys(email for _, email in addresses_in(told)))[:50]


def addresses_in(values: Sequence[str]) -> list[tuple[str, str]]:
    """Names and addresses, the addresses in small letters; what is no address is left out.

    Split first and decoded then: an encoded name may look like an address.
    """
    pairs: list[tuple[str, str]] = tolerant(lambda: getaddresses([clean(rescued(value)) for value in values]), [])
    return [(_name(name), email.lower()) for name, email in pairs if _is_address(email)]


def _name(name: str) -> str:
    return clean(tolerant(partial(decoded, name), name))[:160]


def _is_address(email: str) -> bool:
    local, at, domain = email.rpartition("@")
    return bool(at and local and "." in domain) and len(email) <= 254 and not re.search(r"[\s<>,;]", email)


def _leaves(message: Any) -> Iterator[Any]:
    """Parts that are no containers, in order; a forwarded mail is one part."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and tolerant(part.get_content_maintype, "") != "message":
            waiting[:0] = inner
        else:
            yield part


def _is_file(part: Any) -> bool:
    disposition = tolerant(part.get_content_disposition, None)
    return disposition == "attachment" or bool(tolerant(part.get_filename, None))


def _file(part: Any, kind: str, number: int) -> MailFile:
    name = tolerant(part.get_filename, None) or ""
    if not name:
        name = f"mail {number}.eml" if kind == "message/rfc822" else f"part {number}"
    return MailFile(name=safe_name(name), content=tolerant(lambda: _content(part), None))


def _content(part: Any) -> bytes | None:
    if part.is_multipart():
        inner = part.get_payload()
        return bytes(inner[0].as_bytes()) if inner else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else None


def _text(part: Any) -> str:
    content = tolerant(lambda: part.get_payload(decode=True), None)
    if not isinstance(content, bytes):
        return ""
    return decode(content, tolerant(lambda: part.get_content_charset("utf-8"), "utf-8") or "utf-8")


def _plain(text: str) -> str:
    lines = (scrub(line.replace("\t", "  ")).rstrip() for line in text[: 2 * MOST_TEXT].splitlines())
    return "\n".join(lines).strip()[:MOST_TEXT]
