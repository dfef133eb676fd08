"""Keep, rename and drop saved views."""

from collections.abc import Sequence

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, NotFound
from core.service import service
from orders.models import SavedView

SHARE = "orders.share_savedview"
NAME_LENGTH = SavedView._meta.get_field("name").max_length
QUERY_LENGTH = SavedView._meta.get_field("query").max_length


@service
def save_view(
    *, list_name: str, name: str, query: str, actor: Actor, is_shared: bool = False, role_id: int | None = None,
    is_counted: bool = False, columns: Sequence[str] = (),
) -> SavedView:  # fmt: skip
    """The view; one of the person's own under that name is replaced. The caller has checked ``query`` by its list.

    Raises NotPermitted when it is to be shared, and InvalidInput for a name or a query that cannot be kept.
    """
    if is_shared:
        ensure_may(actor, SHARE)
    name = _name(name)
    if len(query) > (QUERY_LENGTH or 0):
        raise InvalidInput("These filters are too long to be kept; choose fewer.", field="query")
    view, _ = SavedView.objects.update_or_create(
        owner_id=actor.user_id, list_name=list_name, name=name,
        defaults={
            "query": query, "is_shared": is_shared, "role_id": role_id if is_shared else None, "is_counted": is_counted,
            "columns": list(columns),
        },
    )  # fmt: skip
    return view


@service
def rename_view(*, view_id: int, name: str, actor: Actor) -> SavedView:
    """The view under its new name. Raises NotFound, NotPermitted and InvalidInput."""
    view = _own(view_id, actor)
    view.name = _name(name)
    if (
        SavedView.objects.filter(owner=view.owner, list_name=view.list_name, name=view.name)
        .exclude(pk=view.pk)
        .exists()
    ):
        raise InvalidInput(f"There is a view “{view.name}” already. Choose another name.", field="name")
    view.save(update_fields=["name"])
    return view


@service
def delete_view(*, view_id: int, actor: Actor) -> None:
    """The view is gone. Raises NotFound and NotPermitted."""
    _own(view_id, actor).delete()


def _own(view_id: int, actor: Actor) -> SavedView:
    """One's own view, or with the right to share any that is shared; others' private ones do not exist."""
    view = SavedView.objects.select_for_update(of=("self",)).filter(pk=view_id).first()
    if view is None or (view.owner_id != actor.user_id and not view.is_shared):
        raise NotFound("There is no such view.", view_id=view_id)
    if view.owner_id != actor.user_id:
        ensure_may(actor, SHARE)
    return view


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > (NAME_LENGTH or 0):
        raise InvalidInput(f"Give the view a name of at most {NAME_LENGTH} letters.", field="name")
    return name
