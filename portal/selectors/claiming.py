"""Claims as their customer sees them, and whether something can be claimed."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.models import Order, OrderLine, PhotoOf
from portal.selectors.pictures import Photos, PhotosShown
from portal.texts import Words
from returns.models import Claim, ClaimKind
from returns.selectors.claimable import claimable_units, made_good_on_the_road
from returns.selectors.panels import claims_of_order


@dataclass(frozen=True, slots=True)
class Claimable:
    """Units of one line that something can be wrong with."""

    line_id: int
    name: str
    most: int
    most_words: str


@dataclass(frozen=True, slots=True)
class ClaimOffer:
    goods: tuple[Claimable, ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """One claim: what is wrong, with what, and what becomes of it."""

    number: str
    kind: str
    text: str
    note: str
    items: tuple[str, ...]
    is_over: bool
    photos: Photos | None


def claim_offer(order: Order, lines: Sequence[OrderLine], words: Words) -> ClaimOffer | None:
    """None where nothing was sent, or all of it was returned or claimed before; one query where something is left."""
    left = {line.pk: claimable_units(line) for line in lines if line.needs_shipping}
    if not any(left.values()):
        return None
    made_good = made_good_on_the_road(order.pk)
    goods = tuple(
        Claimable(line.pk, line.name, most, words("return_of", count=most))
        for line in lines
        if (most := left.get(line.pk, 0) - made_good.get(line.pk, 0)) > 0
    )
    kinds = tuple((kind.value, words(f"claim_kind_{kind.value}")) for kind in ClaimKind)
    return ClaimOffer(goods, kinds) if goods else None


def claims_shown(order: Order, words: Words, photos: PhotosShown) -> tuple[ClaimShown, ...]:
    """The order's claims, newest first; two queries."""
    return tuple(_shown(claim, words, photos) for claim in claims_of_order(order.pk))


def _shown(claim: Claim, words: Words, photos: PhotosShown) -> ClaimShown:
    return ClaimShown(
        number=claim.number, kind=words(f"claim_kind_{claim.kind}"), text=words(f"claim_{claim.state}"),
        note=claim.decision_note,
        items=tuple(f"{words('units', count=line.quantity)} {line.order_line.name}" for line in claim.lines.all()),
        is_over=claim.ended_at is not None, photos=photos.get((PhotoOf.CLAIM, claim.number)),
    )  # fmt: skip
