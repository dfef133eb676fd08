"""What the operations have in common: their headers, their places, and how they refuse."""

from typing import Annotated, Any

from ninja import Header, Path, Query

from api.schemas.problems import Problem
from api.schemas.text import Text

_EVERYWHERE = (400, 401, 403, 422, 429, 503)


def answers(given: dict[int, Any], *refusals: int) -> dict[int, Any]:
    """Every answer of an operation: what it gives, what each may refuse, and ``refusals`` of its own."""
    return {**given, **dict.fromkeys(sorted((*_EVERYWHERE, *refusals)), Problem)}


Key = Annotated[
    Text,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=200,
        description="Yours, new for each request. Sent again with the same body it gives the same answer again.",
        example="cart-4711-1",
    ),
]  # fmt: skip
Number = Annotated[str, Path(description="The order's number", example="W-100001")]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many a page")]
