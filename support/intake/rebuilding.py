"""A provider's parsed mail as the bytes it would be on the wire, so that there is one way to read mails."""

from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from support.intake.header_text import clean, tolerant

OF_THE_FRAME = {"mime-version", "content-type", "content-transfer-encoding"}


def raw_of(message: Any) -> bytes:
    """The mail as bytes; put together anew where the standard library cannot write down what it was given."""
    return tolerant(lambda: bytes(message.as_bytes()), b"") or _rebuilt(message)


def _rebuilt(message: Any) -> bytes:
    whole = MIMEMultipart("mixed")
    for name, value in message.raw_items():
        if name.lower() not in OF_THE_FRAME and name.isascii() and name.replace("-", "").isalnum():
            text = clean(str(value))
            whole.add_header(name, text if text.isascii() else Header(text, "utf-8").encode())
    for text, kind in ((message.text, "plain"), (message.html, "html")):
        if text:
            whole.attach(MIMEText(text.encode("utf-8", "replace").decode(), kind, "utf-8"))
    for part in [*message.attachments, *message.inlines]:
        whole.attach(_file(part))
    return whole.as_bytes()


def _file(part: Any) -> MIMEBase:
    main, _, sub = tolerant(part.get_content_type, "application/octet-stream").partition("/")
    if main in ("multipart", "message"):
        main, sub = "application", "octet-stream"
    file = MIMEBase(main, sub)
    content = tolerant(part.get_content_bytes, None)
    file.set_payload(content.encode() if isinstance(content, str) else content or b"")
    encode_base64(file)
    file.add_header("Content-Disposition", "attachment", filename=("utf-8", "", clean(part.get_filename() or "")))
    return file
