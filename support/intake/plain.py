"""The words of an HTML mail. Nothing of its markup is ever shown."""

import re
from html.parser import HTMLParser

SILENT = {"script", "style", "head", "title", "template", "noscript", "svg"}
BREAKS = {"p", "div", "br", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"}
_BLANKS = re.compile(r"[ \xa0]+")
_GAPS = re.compile(r"\n\s*\n\s*\n+")


def text_of_html(html: str) -> str:
    """What a reader would see as words, one block a line; scripts and styles are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(reader.words).splitlines())
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BREAKS:
            self.words.append("\n")
        elif tag == "li":
            self.words.append("\n- ")
        elif tag in ("td", "th"):
            self.words.append("\t")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data.replace("\n", " ").replace("\r", " "))
