"""What goes by itself after a time: the kinds that apps declare, with bounds the office may move within."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Retention:
    """Rows of ``model`` that meet ``over`` (SQL on ``t``) and whose ``since`` lies ``days`` back.

    They are emptied as erasing empties them (only ``columns`` where named), or deleted where ``deletes``. ``least`` and
    ``most`` bound the days the office may choose. Rows of a customer under legal hold stay. With ``run`` the app does
    it itself: ``run(row_keys)``, for what is more than a row.
    """

    kind: str
    label: str
    model: str
    days: int
    least: int
    most: int
    since: str
    over: str = "TRUE"
    columns: tuple[str, ...] = ()
    deletes: bool = False
    run: Callable[[list[int]], int] | None = None
