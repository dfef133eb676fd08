"""The big list of naughty strings, and what makes it naughtier."""

import json
import os
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

SHARED = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
LIST = SHARED / "naughty-strings" / "blns.json"
UNSTORABLE = ["\x00", "a\x00b", "\ud800", "x\udfff"]
SCRIPTS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'--><svg/onload=alert(1)>", "{{ 7*7 }}"]
SHARE = 28


def every_string(form: Any, share: int = SHARE) -> list[str]:
    """All of them in the long form and by ``make fuzz``, else every ``share``-th, another part for each seed."""
    if not LIST.exists():
        pytest.skip(f"the list of naughty strings is not at {LIST} (set SHARED_DATA_DIR)")
    texts = json.loads(LIST.read_text(encoding="utf-8"))
    chosen = texts if form.is_long or is_fuzz() else texts[form.seed % share :: share]
    return [*chosen, *UNSTORABLE, *SCRIPTS]


def is_fuzz() -> bool:
    """Whether this is the run of ``make fuzz``, known by its profile."""
    return hypothesis.settings.get_current_profile_name() == "fuzz"
