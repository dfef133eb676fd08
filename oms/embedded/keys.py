"""Secrets made once per data folder; nobody else may read them."""

import json
import os
import secrets
from pathlib import Path

NAMES = ("SECRET_KEY", "GATEWAY_WEBHOOK_SECRET", "CARRIER_WEBHOOK_SECRET")


def secrets_in(path: Path) -> dict[str, str]:
    """The secrets kept in ``path``, made the first time."""
    known = json.loads(path.read_text()) if path.exists() else {}
    missing = {name: secrets.token_urlsafe(48) for name in NAMES if name not in known}
    if missing:
        known |= missing
        write_privately(path, json.dumps(known, indent=1))
    return {name: str(known[name]) for name in NAMES}


def write_privately(path: Path, text: str) -> None:
    """Replace ``path`` in one step by a file only we can read."""
    unfinished = path.with_name(f"{path.name}.new")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    unfinished.replace(path)
