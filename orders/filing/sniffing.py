"""What a file is, told by its content; its name only tells one kind of text from another."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from orders.errors import FileRefused
from orders.filing.naming import suffix_of

PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
TEXT, CSV, EML = "text/plain", "text/csv", "message/rfc822"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    PDF: ("pdf",), PNG: ("png",), JPEG: ("jpg", "jpeg"), WEBP: ("webp",), TEXT: ("txt", "text", "log", ""),
    CSV: ("csv",), EML: ("eml",), XLSX: ("xlsx",), DOCX: ("docx",),
}  # fmt: skip
ALLOWED = "PDF, PNG, JPEG, WebP, text, CSV, EML, XLSX and DOCX"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
# What a double click would run or a browser would obey, whatever the content looks like.
RUNNABLE = frozenset(
    {
        "apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "htm", "html", "jar", "js", "jse", "lnk", "mht",
        "mhtml", "msi", "php", "pif", "ps1", "py", "reg", "scr", "sh", "svg", "url", "vb", "vbe", "vbs", "wsf", "wsh",
        "xhtml", "xml",
    }
)  # fmt: skip
_MARKUP = re.compile(rb"^\s*<(!doctype|html|head|body|script|svg|\?xml|\?php|iframe)", re.IGNORECASE)
_HEADER = re.compile(rb"^[!-9;-~]+:[ \t]?[^\r\n]*\r?\n")
MOST_MEMBERS = 5000


def content_type_of(name: str, content: bytes) -> str:
    """One of the kinds that may be kept. Raises FileRefused with the reason."""
    suffix = suffix_of(name)
    if content.startswith(PROGRAMS) or suffix in RUNNABLE or _MARKUP.match(content[:512]):
        raise FileRefused(
            f"“{name}” is a program, a script or a web page and is not kept. Send it as PDF, image or text.", name=name
        )
    for found, fits in _BY_CONTENT.items():
        if fits(content):
            return found
    if content.startswith(b"PK\x03\x04"):
        return _office_type(name, content)
    if is_text(content):
        return _text_type(name, suffix, content)
    raise FileRefused(f"What “{name}” is cannot be told. Kept are {ALLOWED}.", name=name)


def is_text(content: bytes) -> bool:
    """Whether it reads as text: UTF-8, or one byte a letter without control characters."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return not any(char < " " and char not in "\t\n\r\f\x1b" for char in text)


def _text_type(name: str, suffix: str, content: bytes) -> str:
    if suffix == "eml" and _HEADER.match(content):
        return EML
    if suffix in SUFFIXES[CSV]:
        return CSV
    if suffix in SUFFIXES[TEXT]:
        return TEXT
    raise FileRefused(f"Files named .{suffix} are not kept. Kept are {ALLOWED}.", name=name)


def _office_type(name: str, content: bytes) -> str:
    """Only the table of contents is read; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise FileRefused(f"“{name}” is damaged. Save it again and send it anew.", name=name) from error
    if len(members) > MOST_MEMBERS or "[Content_Types].xml" not in members:
        raise FileRefused(f"“{name}” is an archive. Send its files one by one; kept are {ALLOWED}.", name=name)
    if any(member.lower().endswith("vbaproject.bin") for member in members):
        raise FileRefused(f"“{name}” contains macros. Save it without them and send it anew.", name=name)
    for found, folder in ((XLSX, "xl/"), (DOCX, "word/")):
        if any(member.startswith(folder) for member in members):
            return found
    raise FileRefused(f"What “{name}” is cannot be told. Kept are {ALLOWED}.", name=name)


_BY_CONTENT: Mapping[str, Callable[[bytes], bool]] = {
    PDF: lambda content: b"%PDF-" in content[:1024],
    PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
    WEBP: lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
}
