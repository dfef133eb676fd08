"""Hand a finished file out: to who asked for it, or who holds the role it is shared with, each time counted."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound, NotPermitted
from core.service import service
from reports.exports.choosing import RIGHT, may_have
from reports.lists import list_named
from reports.models import Export
from reports.statuses import ExportState

KEPT_FOR = timedelta(days=7)
SHARE = "orders.share_savedview"
_SIGNER = TimestampSigner(salt="reports.export")


def token_for(export: Export, user: User) -> str:
    """What lets this person, and nobody else, take the file out while it is there."""
    return _SIGNER.sign(f"{export.pk}|{user.pk}")


def address_for(export: Export, user: User) -> str:
    """The whole address of the download, for a mail."""
    return f"{settings.SITE_URL}{reverse('desk:export-file', args=[export.pk, token_for(export, user)])}"


def exports_for(user: User) -> QuerySet[Export]:
    """Their own, and those shared with one of their roles."""
    return Export.objects.filter(Q(owner=user) | Q(role__in=user.groups.all()))


@service
def take_out(*, export_id: int, token: str, user: User) -> Export:
    """The export whose file may go out, its way out counted.

    The rights are asked for now: those of the file's columns, whoever it was made for. Raises NotPermitted, NotFound,
    InvalidInput for a token that is not this person's or too old, MoveRefused for a file that is not there.
    """
    actor = actor_of(user)
    ensure_may(actor, RIGHT)
    export = exports_for(user).select_for_update(no_key=True, of=("self",)).filter(pk=export_id).first()
    if export is None:
        raise NotFound("There is no such export, or it is not yours.", export_id=export_id)
    _ensure_theirs(export, token, user)
    shape = list_named(export.list_name)
    ensure_may(actor, shape.right)
    columns = [shape.by_name[name] for name in export.columns if name in shape.by_name]
    if missed := [column.name for column in columns if not may_have(column, actor)]:
        raise NotPermitted(f"Your role has no right to {', '.join(missed)}. Ask for a file without them.", right="")
    if export.state != ExportState.READY or export.expires_at is None or export.expires_at <= timezone.now():
        raise MoveRefused("download", [Blocker("gone", "the file is not there.", "Export the list again.")])
    export.downloads += 1
    export.last_downloaded_at, export.last_downloaded_by = timezone.now(), actor.label
    export.save(update_fields=["downloads", "last_downloaded_at", "last_downloaded_by"])
    return export


def _ensure_theirs(export: Export, token: str, user: User) -> None:
    try:
        said = _SIGNER.unsign(token, max_age=KEPT_FOR)
    except SignatureExpired as error:
        raise InvalidInput("This link is too old. Open “My exports”.", field="token") from error
    except BadSignature as error:
        raise InvalidInput("This link is not whole. Open “My exports”.", field="token") from error
    if said != f"{export.pk}|{user.pk}":
        raise InvalidInput("This link was made for somebody else. Open “My exports” yourself.", field="token")


@service
def share_export(*, export_id: int, role_id: int | None, user: User) -> Export:
    """The owner's file, offered to who holds the role as well; to nobody else again without one.

    Raises NotPermitted, NotFound, and InvalidInput for a role that is not the owner's.
    """
    ensure_may(actor_of(user), SHARE)
    export = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk=export_id, owner=user).first()
    if export is None:
        raise NotFound("There is no such export of yours.", export_id=export_id)
    if role_id is not None and not user.groups.filter(pk=role_id).exists():
        raise InvalidInput("A file can be shared with a role of your own. Choose one of them.", field="role")
    export.role_id = role_id
    export.save(update_fields=["role"])
    return export
