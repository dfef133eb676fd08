"""What customer and staff said to each other."""

from dataclasses import dataclass

from orders.models import PhotoOf
from portal.selectors.pictures import Photos, PhotosShown
from portal.texts import Words
from support.canned.variables import PAGE, fill
from support.lifecycle import SETTLED
from support.models import Case, CaseState, Direction
from support.selectors.panels import conversation_of_order


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    is_ours: bool
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One case: what it is about, whose turn it is, what was said."""

    case_id: int
    number: str
    turn: str
    is_settled: bool
    said: tuple[Said, ...]
    photos: Photos | None


def talks_of(order_id: int, words: Words, photos: PhotosShown) -> tuple[Talk, ...]:
    """The order's cases, newest first; two queries."""
    return tuple(_talk(case, words, photos) for case in conversation_of_order(order_id))


def _talk(case: Case, words: Words, photos: PhotosShown) -> Talk:
    settled = case.state in SETTLED
    waiting = case.state == CaseState.WAITING_CUSTOMER
    turn = "case_settled" if settled else "case_waiting_customer" if waiting else "case_open"
    said = tuple(
        Said(
            words("we" if message.direction == Direction.OUTBOUND else "you"),
            message.direction == Direction.OUTBOUND,
            # In the mail a link leads to where the reader is already.
            fill(message.text, {PAGE: words("said_page")}),
            words.moment(message.at),
        )
        for message in case.said  # type: ignore[attr-defined]
    )
    return Talk(case.pk, case.number, words(turn), settled, said, photos.get((PhotoOf.MESSAGE, case.number)))
