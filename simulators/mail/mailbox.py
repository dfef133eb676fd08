"""Messages as .eml files with an index beside them."""

import sqlite3
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

from simulators.truth import now_text

SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, received_at TEXT NOT NULL,
    sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, size INTEGER NOT NULL
);
"""


class Mailbox:
    """One folder; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "messages"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "mail.sqlite3", check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)

    def store(self, content: bytes, *, sender: str, recipients: list[str]) -> str:
        """Keep one message and return its id."""
        message_id = f"msg_{uuid4().hex[:16]}"
        subject = str(parsed(content).get("Subject", ""))
        self._path(message_id).write_bytes(content)
        with self._lock:
            self._db.execute(
                "INSERT INTO message (id, received_at, sender, recipients, subject, size) VALUES (?, ?, ?, ?, ?, ?)",
                (message_id, now_text(), sender, ", ".join(recipients), subject, len(content)),
            )
        return message_id

    def index(self, *, to: str = "", subject: str = "", limit: int = 100, message_id: str = "") -> list[dict[str, Any]]:
        """The newest messages whose recipients and subject contain the given texts."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, received_at, sender, recipients, subject, size FROM message"
                " WHERE instr(lower(recipients), lower(?)) AND instr(lower(subject), lower(?)) AND (? IN ('', id))"
                " ORDER BY seq DESC LIMIT ?",
                (to, subject, message_id, limit),
            ).fetchall()
        names = ("id", "received_at", "from", "to", "subject", "size")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def content(self, message_id: str) -> bytes | None:
        """The message as it came over the wire."""
        return self._path(message_id).read_bytes() if self.index(message_id=message_id, limit=1) else None

    def clear(self) -> None:
        with self._lock:
            self._db.execute("DELETE FROM message")
            for path in self.folder.glob("msg_*.eml"):
                path.unlink(missing_ok=True)

    def _path(self, message_id: str) -> Path:
        return self.folder / f"{message_id}.eml"


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def body_of(message: EmailMessage, kind: str) -> str:
    """The plain or HTML text, empty when the message has none; broken bytes are replaced."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    return payload.decode(known_charset(part), "replace") if isinstance(payload, bytes) else ""


def known_charset(part: Any) -> str:
    charset = str(part.get_content_charset() or "utf-8")
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def attachments(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    """Name, content type and bytes of each attachment."""
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        name = part.get_filename() or "attachment"
        yield name, part.get_content_type(), payload if isinstance(payload, bytes) else b""
