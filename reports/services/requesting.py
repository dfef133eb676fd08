"""Ask for a file of a list: at once while it is small, else by the workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from accounts.models import User
from accounts.selectors import actor_of
from core.effects import NewEffect, insert_effects
from core.effects.insert import priority_of
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.numbers import next_number
from core.service import service
from reports.exports.choosing import Chosen, choose_columns
from reports.exports.filtering import filtered
from reports.lists import ExportList, list_named
from reports.models import Export
from reports.statuses import ExportState, FileFormat

TASK = "reports.tasks.make_export"
FOLDER = "lists"
NOT_MADE = (ExportState.FAILED, ExportState.CANCELED)
QUERY_LENGTH = Export._meta.get_field("query").max_length or 0
TITLE_LENGTH = Export._meta.get_field("title").max_length or 0


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a file is to hold: a list, its filters as in its address, and columns by name (none: the usual ones)."""

    list_name: str
    query: str = ""
    columns: Sequence[str] = ()
    title: str = ""

    @property
    def shape(self) -> ExportList:
        """Raises NotFound."""
        return list_named(self.list_name)


@service
def request_export(*, wish: Wish, user: User, subscription_id: int | None = None) -> Export:
    """The export that workers make now, mailed to ``user`` when it is ready.

    Raises NotFound for no such list, NotPermitted, and InvalidInput for columns or filters that cannot be had.
    """
    chosen = choose_columns(wish.shape, wish.columns, actor_of(user))
    filtered(wish.shape, wish.query, user)
    export = new_export(wish, chosen, user=user, state=ExportState.REQUESTED, file_format=FileFormat.CSV)
    export.subscription_id, export.path = subscription_id, f"{FOLDER}/{uuid4().hex}.csv"
    export.save(force_insert=True)
    promise_stretch(export, user=user)
    return export


@service
def request_again(*, export_id: int, user: User) -> Export:
    """A new export of the same list, filters and columns as one's own that failed or was canceled.

    Columns that one may not have any more are left out. Raises NotFound, MoveRefused for one that is under way or
    was made, and as ``request_export``.
    """
    earlier = Export.objects.filter(pk=export_id, owner=user).first()
    if earlier is None:
        raise NotFound("There is no such export of yours.", export_id=export_id)
    if earlier.state not in NOT_MADE:
        sentence = f"it is {earlier.get_state_display().lower()}."
        raise MoveRefused("make again", [Blocker("not_failed", sentence, fix="Export the list itself once more.")])
    wish = Wish(
        list_name=earlier.list_name, query=earlier.query, columns=earlier.columns, title=earlier.title
    )  # fmt: skip
    return request_export(wish=wish, user=user)


def new_export(wish: Wish, chosen: Chosen, *, user: User, state: ExportState, file_format: FileFormat) -> Export:
    """Unsaved. Raises InvalidInput for filters too long to be kept."""
    if len(wish.query) > QUERY_LENGTH:
        raise InvalidInput("These filters are too long to be exported; choose fewer.", field="query")
    return Export(
        number=next_number("export"), owner=user, list_name=wish.list_name, query=wish.query, state=state,
        title=(wish.title or wish.shape.title)[:TITLE_LENGTH], columns=chosen.names, left_out=list(chosen.left_out),
        is_personal=chosen.is_personal, format=file_format,
    )  # fmt: skip


def promise_stretch(export: Export, *, user: User | None = None) -> None:
    """The next stretch of the file as one effect; behind the same key it is promised once."""
    priority = priority_of(actor_of(user)) if user is not None and export.subscription_id is None else 9
    insert_effects(
        [
            NewEffect(
                task=TASK, queue="bulk", key=f"{TASK}:{export.pk}:{export.checkpoint}",
                payload={"export_id": export.pk}, priority=priority,
            )
        ]
    )  # fmt: skip
