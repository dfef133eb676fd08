"""Payloads of another shop in a file: into the same inbox, read by the same parser."""

from pathlib import Path
from typing import Any

from core.actors import Actor, ensure_may
from desk.channels.working import work_notice
from desk.imports.errors import FileRefused
from orders.intake.channels.documents import document_of
from orders.intake.channels.registry import adapter_named
from orders.models import ChannelNotice, ChannelSource
from orders.services.noticing import keep_notices

MAX_BYTES = 50 * 1024 * 1024


def take_documents(*, path: Path, actor: Actor, format: str, channel: str, **options: Any) -> dict[str, Any]:  # noqa: A002
    """Keep every notice of the file and read it at once; tells what became of each.

    ``channel`` is the source's code, or the channel's when it has one source of this make. Raises
    FileRefused, NotPermitted, and NoticeRefused for what is not JSON.
    """
    ensure_may(actor, "orders.place_order")
    source = _source(format, channel)
    document = document_of(_bytes_of(path))
    adapter = adapter_named(format)
    documents = document if isinstance(document, list) else [document]
    notices = [n for one in documents for n in adapter.split(one if isinstance(one, dict) else {"list": document})]
    new = keep_notices(source=source, notices=notices)
    events = [notice.event_id[:120] for notice in notices]
    kept = ChannelNotice.objects.filter(source=source, event_id__in=events).order_by("topic", "pk")
    for notice_id in list(kept.values_list("pk", flat=True)):
        work_notice(notice_id=notice_id)
    rows = kept.all().select_related("order")
    return {
        "file": path.name, "new": new,
        "notices": [
            {"topic": row.topic, "event": row.event_id, "became": row.state, "field": row.field, "reason": row.reason,
             "order": row.order.number if row.order else None}
            for row in rows
        ],
    }  # fmt: skip


def _source(make: str, code: str) -> ChannelSource:
    for query in ({"code": code}, {"channel__code": code}):
        source = ChannelSource.objects.filter(make=make, is_active=True, **query).select_related("channel").first()
        if source is not None:
            return source
    raise FileRefused(f"There is no {make} shop “{code}”. Add one under Channel sources.", channel=code)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileRefused(f"{path.name} is larger than {MAX_BYTES // 1024**2} MiB. Split it.", file=path.name)
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.", file=str(path)) from error
