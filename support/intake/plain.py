"""The words of an HTML mail. Nothing of its markup is ever shown.

Read by hand and once from front to end: the standard library's parser takes minutes for half a megabyte of ``<!--``.
"""

import re
from collections.abc import Iterator
from html import unescape

SILENT = {"script", "style", "head", "title", "template", "noscript", "svg"}
BREAKS = {"p", "div", "br", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]*>")
_ENDS = {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in SILENT}
_BLANKS = re.compile(r"[ \xa0]+")


def text_of_html(html: str) -> str:
    """What a reader would see as words, one block a line; scripts and styles are left out."""
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in "".join(_pieces(html)).splitlines()]
    kept = (line for before, line in zip(["", *lines], lines, strict=False) if line or before)
    return "\n".join(kept).strip()


def _pieces(html: str) -> Iterator[str]:
    at, endless = 0, set[str]()
    while (start := html.find("<", at)) >= 0:
        yield _words(html[at:start])
        tag = _TAG.match(html, start)
        if tag is not None:
            name = tag[2].lower()
            yield _break(name, is_end=bool(tag[1]))
            at = tag.end() if tag[1] else _after(html, name, tag.end(), endless)
        elif html.startswith(("<!", "<?"), start):
            at = _past(html, "-->" if html.startswith("<!--", start) else ">", start)
        else:
            yield "<"
            at = start + 1
    yield _words(html[at:])


def _words(text: str) -> str:
    return unescape(text.replace("\n", " ").replace("\r", " "))


def _break(name: str, *, is_end: bool) -> str:
    if name in BREAKS:
        return "\n"
    if is_end:
        return ""
    return {"li": "\n- ", "td": "\t", "th": "\t"}.get(name, "")


def _after(html: str, name: str, at: int, endless: set[str]) -> int:
    """Where to go on after an opening tag: behind its end when nothing in it is to be read.

    What does not end once does not end later either, so it is searched for once.
    """
    if name not in SILENT or name in endless:
        return at
    end = _ENDS[name].search(html, at)
    if end is not None:
        return end.end()
    endless.add(name)
    return len(html) if name in ("script", "style") else at


def _past(html: str, mark: str, at: int) -> int:
    """Behind the next ``mark``; the end when there is none."""
    found = html.find(mark, at)
    return len(html) if found < 0 else found + len(mark)
