"""What a page must never do, whoever looks at it: complain, overflow, or shut somebody out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHOTS = os.environ.get("OMS_SHOTS")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}

# Pages whose line is cut on purpose: that nothing can be sent is no complaint then.
_CUT: list[object] = []


@contextmanager
def cut_line(page) -> Iterator[None]:
    """No connection while it lasts."""
    _CUT.append(page)
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)
        _CUT.remove(page)


def watch(page, complaints: list[str]) -> None:
    """Keep what the page's console and scripts complain about; a refused form's own status is no complaint."""

    def hear(message) -> None:
        is_own_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        if message.type == "error" and not is_own_status and page not in _CUT:
            complaints.append(f"{page.url}: {message.text} {message.location['url']}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))


def ensure_fits(page) -> None:
    """Nothing is wider than the screen."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide on a screen of {widths[1]} px"


def ensure_open_to_all(page, axe) -> None:
    """axe finds nothing that would shut somebody out."""
    found = axe.run(page, options=RULES).response["violations"]
    grave = [
        f"{one['id']} ({one['impact']}): {node['html'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
    assert grave == [], f"{page.url}: " + "\n".join(grave)


def shoot(page, name: str) -> None:
    """Keep a picture when OMS_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, f"{name}.png")), full_page=True, caret="initial")
