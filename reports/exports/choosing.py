"""Which columns a file will have: those asked for, less what its reader has no right to."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from reports.lists import Column, ExportList

RIGHT = "reports.add_export"


@dataclass(frozen=True)
class Chosen:
    """The columns of one file, in the order of the list, and the names of those left out for want of rights."""

    columns: Sequence[Column]
    left_out: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def is_personal(self) -> bool:
        return any(column.is_personal for column in self.columns)

    @property
    def told(self) -> str:
        """What is missing and why; empty when nothing is."""
        if not self.left_out:
            return ""
        return f"Left out, because your role does not have the right to it: {', '.join(self.left_out)}."


def may_have(column: Column, actor: Actor) -> bool:
    return all(actor.may(right) for right in column.rights)


def choose_columns(shape: ExportList, wanted: Sequence[str], actor: Actor) -> Chosen:
    """The columns ``actor`` gets of those wanted; the usual ones when none is named.

    Asked at the moment the file is made, whoever saved the wish and whenever. Raises NotPermitted without the right to
    the list or to files of it, InvalidInput when a column does not exist or none is left.
    """
    ensure_may(actor, RIGHT)
    ensure_may(actor, shape.right)
    if unknown := [name for name in wanted if name not in shape.by_name]:
        raise InvalidInput(f"This list has no column “{unknown[0]}”. Choose from its columns.", field="columns")
    names = set(wanted or shape.usual)
    columns = [column for column in shape.columns if column.name in names]
    held = [column for column in columns if may_have(column, actor)]
    if not held:
        raise InvalidInput("None of these columns may be exported with your role. Choose others.", field="columns")
    # Nobody asked for the usual columns by name: what is not theirs is not missed.
    missed = [column.name for column in columns if column not in held] if wanted else []
    return Chosen(held, missed)
