"""Templates into a subject, a text and HTML with its styles inlined.

The engine knows our mail templates and nothing else: no tag libraries, no files elsewhere; the
context holds plain values, never a model, so an edited template can reach nothing it should not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.template import (
    Context,
    Engine,
    Origin,
    Template,
    TemplateDoesNotExist,
    TemplateSyntaxError,
)
from django.template.library import Library

from notifications.content.checking import BREAKS, ensure_known_names
from notifications.errors import BadTemplate

SUBJECT = "Subject:"
BARRED_TAGS = frozenset({"lorem"})
BARRED_FILTERS = frozenset({"ljust", "rjust", "center", "stringformat"})


@dataclass(frozen=True)
class Source:
    """A template's three parts, as written."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Rendered:
    """A mail's three parts, as sent."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def engine() -> Engine:
    return tamed(Engine(dirs=[str(folder())], autoescape=True, debug=False))


@lru_cache(maxsize=1)
def plain_engine() -> Engine:
    """For subjects and texts, where ``&`` is just ``&``."""
    return tamed(Engine(dirs=[str(folder())], autoescape=False, debug=False))


def tamed(engine: Engine) -> Engine:
    """The engine without what makes much out of nothing: a width of a billion is a mail of a billion letters."""
    for place, library in enumerate(engine.template_builtins):
        kept = Library()
        kept.tags = {name: tag for name, tag in library.tags.items() if name not in BARRED_TAGS}
        kept.filters = {name: one for name, one in library.filters.items() if name not in BARRED_FILTERS}
        engine.template_builtins[place] = kept
    return engine


@lru_cache(maxsize=1)
def inliner() -> CSSInliner:
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "emails"


@lru_cache(maxsize=64)
def source_in_files(event: str, locale: str) -> Source:
    """The words we ship: ``<event>/<locale>.txt``, whose first line is the subject, and ``<locale>.html``."""
    home = folder() / event
    first, _, text = (home / f"{locale}.txt").read_text(encoding="utf-8").partition("\n")
    html = (home / f"{locale}.html").read_text(encoding="utf-8")
    return Source(subject=first.removeprefix(SUBJECT).strip(), text=text.lstrip("\n"), html=html)


def sms_in_file(event: str, locale: str) -> Source:
    """Our words of a text to a phone: ``<event>/<locale>.sms.txt``; it has neither subject nor HTML."""
    return Source(subject="", text=(folder() / event / f"{locale}.sms.txt").read_text(encoding="utf-8"), html="")


def ensure_sound(source: Source, sample: Mapping[str, Any], *, names: Collection[str]) -> None:
    """Raises BadTemplate for what cannot be rendered, or names what its event does not have."""
    known = {name: value for name, value in sample.items() if name in names} | {"subject": ""}
    for part in ("subject", "text", "html"):
        ensure_known_names(parsed(getattr(source, part), part=part), known=known, part=part)
    render(source, sample)


def ensure_sms_sound(source: Source, sample: Mapping[str, Any], *, names: Collection[str]) -> None:
    """The same for a text to a phone, which has but the text."""
    known = {name: value for name, value in sample.items() if name in names}
    ensure_known_names(parsed(source.text, part="text"), known=known, part="text")
    render_sms(source, sample)


def render_sms(source: Source, context: Mapping[str, Any]) -> Rendered:
    """One line without gaps: a text has no layout. Raises BadTemplate."""
    return Rendered(subject="", text=" ".join(rendered(source.text, context, part="text").split()), html="")


def render(source: Source, context: Mapping[str, Any]) -> Rendered:
    """Raises BadTemplate, with the part that breaks."""
    subject = rendered(source.subject, context, part="subject")
    text = rendered(source.text, context, part="text")
    html = rendered(source.html, {**context, "subject": subject}, part="html")
    return Rendered(
        # A header cannot have more than one line.
        subject=" ".join(subject.split())[:300],
        text=squeezed(text),
        html=inliner().inline(html) if source.html else "",
    )


def rendered(words: str, context: Mapping[str, Any], *, part: str) -> str:
    template = parsed(words, part=part)
    try:
        return str(template.render(Context(dict(context), autoescape=part == "html")))
    except BREAKS as error:
        raise BadTemplate(f"The {part} cannot be rendered: {error}"[:500], field=part) from error


def parsed(words: str, *, part: str) -> Template:
    """Raises BadTemplate where the words break."""
    try:
        return compiled(words, escapes=part == "html")
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        raise BadTemplate(f"The {part} cannot be rendered: {error}", field=part) from error


@lru_cache(maxsize=128)
def compiled(words: str, *, escapes: bool) -> Template:
    # With a name, a relative path that leads outside is refused like any other unknown file.
    origin = Origin("mail", template_name="mail")
    return Template(words, origin=origin, engine=engine() if escapes else plain_engine())


def squeezed(text: str) -> str:
    """No more than one empty line in a row, none at the ends: conditions leave gaps behind."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"
