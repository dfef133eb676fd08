"""The name a file is kept and offered under, whatever it was called by the one who sent it."""

import re
import unicodedata

LONGEST = 120
# Names that Windows keeps for its devices. Source: Microsoft, "Naming Files, Paths, and Namespaces".
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_name(name: str) -> str:
    """One plain name: no folders, control or direction marks, at most 120 characters; “file” when nothing is left."""
    last = unicodedata.normalize("NFC", scrub(name)).replace("\\", "/").rpartition("/")[2]
    plain = _FORBIDDEN.sub("_", " ".join(last.split())).strip(". ")
    if not plain:
        return "file"
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    return _shortened(plain)


def suffix_of(name: str) -> str:
    """What stands after the last dot, in small letters; empty without one."""
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem else ""


def scrub(text: str) -> str:
    """The text without control characters, direction marks and halves of characters, which a screen would obey."""
    kept = (" " if char in "\r\n\t" else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    suffix = suffix_of(name)
    if not suffix or len(suffix) > 10:
        return name[:LONGEST]
    return f"{name[: LONGEST - len(suffix) - 1].rstrip('. ')}.{suffix}"
