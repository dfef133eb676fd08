"""What can be rated of an order, and what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orders.models import Order, OrderLine
from portal.texts import Words
from support.models import Feedback
from support.selectors.panels import feedback_of_order
from support.services.feedback import BEST, changeable_until


@dataclass(frozen=True, slots=True)
class Star:
    count: int
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Rated:
    """One thing to rate: the order, or a line whose key ends the names of its fields; with what was given or typed."""

    suffix: str
    name: str
    stars: tuple[Star, ...]
    words: str


@dataclass(frozen=True, slots=True)
class RatingPage:
    """``is_open`` tells whether it takes anything; ``note`` says until when, or why not."""

    number: str
    shop: str
    whole: Rated
    lines: tuple[Rated, ...]
    is_open: bool
    is_given: bool
    given: tuple[str, ...]
    note: str


def rating_page(order: Order, words: Words, *, typed: Mapping[str, str] | None, now: datetime) -> RatingPage:
    """The rating of one order; two queries."""
    lines = [line for line in order.lines.order_by("position") if line.delivered]
    before = {one.line_id: one for one in feedback_of_order(order.pk)}
    whole = before.get(None)
    is_over = any(_is_over(order, one, now) for one in before.values())
    return RatingPage(
        number=order.number, shop=order.channel.name,
        whole=_rated(None, words("feedback_rating"), whole, typed, words),
        lines=tuple(_rated(line, line.name, before.get(line.pk), typed, words) for line in lines),
        is_open=bool(lines) and not is_over, is_given=whole is not None,
        given=ratings_told(before, lines, words), note=_note(order, whole, bool(lines), is_over, words),
    )  # fmt: skip


def ratings_told(before: Mapping[int | None, Feedback], lines: Sequence[OrderLine], words: Words) -> tuple[str, ...]:
    """What was given, in sentences: the order first."""
    told = [words("feedback_given", count=before[None].rating)] if None in before else []
    rated = [(line.name, before[line.pk].rating) for line in lines if line.pk in before]
    return (*told, *(words("feedback_line_given", name=name, count=count) for name, count in rated))


def _is_over(order: Order, given: Feedback, now: datetime) -> bool:
    return changeable_until(given, edit_days=order.channel.feedback_edit_days) < now


def _note(order: Order, whole: Feedback | None, has_arrived: bool, is_over: bool, words: Words) -> str:
    if not has_arrived:
        return words("feedback_early")
    if is_over:
        return words("feedback_over")
    if whole is None:
        return words("feedback_intro")
    until = changeable_until(whole, edit_days=order.channel.feedback_edit_days)
    return words("feedback_until", date=words.day(until))


def _rated(
    line: OrderLine | None, name: str, given: Feedback | None, typed: Mapping[str, str] | None, words: Words
) -> Rated:
    suffix = f"_{line.pk}" if line else ""
    chosen, said = (str(given.rating), given.words) if given else ("", "")
    if typed is not None:
        chosen, said = typed.get(f"rating{suffix}", ""), typed.get(f"words{suffix}", "")
    stars = tuple(Star(count, words("star", count=count), str(count) == chosen) for count in range(1, BEST + 1))
    return Rated(suffix, name, stars, said)
