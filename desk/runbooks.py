"""The runbooks of ``docs/runbooks`` as pages: headings, paragraphs, lists and commands, and no more of Markdown."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SLUG = re.compile(r"[a-z][a-z-]{1,40}")
_CODE = re.compile(r"`([^`]+)`")
_BULLET = re.compile(r"(?:-|\d+\.) (.*)")


def folder() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "runbooks"


def runbook_text(slug: str) -> str | None:
    """The runbook's text, or None where there is none of that name."""
    path = folder() / f"{slug}.md"
    if not SLUG.fullmatch(slug) or not path.is_file():
        return None
    return path.read_text(encoding="utf-8")


def title_of(text: str) -> str:
    return text.lstrip().partition("\n")[0].removeprefix("# ").strip()


def as_page(text: str) -> SafeString:
    """The text below its title as HTML; everything in it is escaped."""
    return format_html_join("\n", "{}", ((part,) for part in _parts(text.lstrip().partition("\n")[2])))


def _parts(text: str) -> Iterator[SafeString]:
    fence: list[str] | None = None
    for block in text.split("\n\n"):
        if fence is not None or block.lstrip().startswith("```"):
            fence = [*(fence or []), block]
            if "\n\n".join(fence).count("```") >= 2:
                yield format_html(
                    '<pre class="oms-pre" tabindex="0">{}</pre>', "\n\n".join(fence).replace("```", "").strip()
                )
                fence = None
        elif block.strip():
            yield _block(block.strip())


def _block(block: str) -> SafeString:
    if block.startswith("## "):
        first, _, rest = block.partition("\n")
        heading = format_html("<h2>{}</h2>", first.removeprefix("## "))
        return format_html("{}{}", heading, _block(rest)) if rest.strip() else heading
    if _BULLET.match(block):
        items = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in _items(block)))
        frame = '<ul class="oms-steps">{}</ul>' if block.startswith("- ") else '<ol class="oms-steps">{}</ol>'
        return format_html(frame, items)
    return format_html("<p>{}</p>", _inline(" ".join(block.split())))


def _items(block: str) -> list[str]:
    items: list[str] = []
    for line in block.splitlines():
        found = _BULLET.match(line)
        if found:
            items.append(found[1])
        elif items:
            items[-1] += f" {line.strip()}"
    return items


def _inline(text: str) -> SafeString:
    """What stands between backticks as code; splitting by them, every second part is such."""
    frames = ("{}", '<code class="oms-code">{}</code>')
    parts = (format_html(frames[n % 2], part) for n, part in enumerate(_CODE.split(text)))
    return format_html_join("", "{}", ((part,) for part in parts))
