"""Files are handed out here alone, to those who may see what they belong to."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest

from desk.selectors.papers import attachment_with_owners, rights_to_read
from orders.filing.store import open_file


def attachment(request: HttpRequest, attachment_id: int) -> FileResponse:
    """The content, to be saved and never shown: it came from outside. 403 without the rights of what it belongs to."""
    found = attachment_with_owners(attachment_id)
    if found is None:
        raise Http404("There is no such file.")
    missing = [right for right in rights_to_read(found) if not request.user.has_perm(right)]
    if missing:
        raise PermissionDenied(f"This needs the right “{missing[0]}”.")
    if found.removed_at is not None:
        raise Http404("This file was removed.")
    try:
        content = open_file(found.path)
    except FileNotFoundError as error:
        raise Http404(
            "The content of this file is gone from the storage. Tell whoever looks after the disks."
        ) from error
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
