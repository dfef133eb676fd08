"""A list of the admin as a file, streamed."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils import timezone


def csv_download(lines: Iterable[str], *, name: str) -> StreamingHttpResponse:
    """The lines as an attachment called ``name`` and the moment, in UTC."""
    headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.now():%Y%m%d-%H%M%S}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
