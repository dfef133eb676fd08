"""Files of an order: they come with the order's own row, so that the page asks nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from orders.models import Attachment, Order
from support.models import InboundMail


@dataclass(frozen=True)
class FileRow:
    """A file of the order; the timeline says who put it there."""

    pk: int
    name: str
    size: int
    uploaded_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True)
class MailRow:
    """A mail the order was made of."""

    pk: int
    subject: str
    sender_email: str
    received_at: datetime | None


@dataclass(frozen=True)
class PapersPanel:
    files: Sequence[FileRow]
    mails: Sequence[MailRow]


def with_papers(orders: "QuerySet[Order]") -> "QuerySet[Order]":
    """The orders with what ``papers_panel`` reads; no query of its own."""
    files = Attachment.objects.filter(order=OuterRef("pk")).order_by("pk")
    columns = {name: name for name in ("pk", "name", "size", "uploaded_at", "removed_at")}
    mails = InboundMail.objects.filter(order=OuterRef("pk")).order_by("pk")
    told = {name: name for name in ("pk", "subject", "sender_email", "received_at")}
    return orders.annotate(
        file_rows=ArraySubquery(files.values(row=JSONObject(**columns))),
        mail_rows=ArraySubquery(mails.values(row=JSONObject(**told))),
    )


def papers_panel(order: Order) -> PapersPanel:
    """The panel of an order read by ``with_papers``."""
    return PapersPanel(
        files=[_file_row(row) for row in getattr(order, "file_rows", ())],
        mails=[
            MailRow(**{**row, "received_at": _moment(row["received_at"])}) for row in getattr(order, "mail_rows", ())
        ],
    )


def _file_row(row: Mapping[str, Any]) -> FileRow:
    return FileRow(
        pk=row["pk"], name=row["name"], size=row["size"], uploaded_at=_moment(row["uploaded_at"]),
        removed_at=_moment(row["removed_at"]),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None
