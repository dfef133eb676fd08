"""Files that staff put to a case."""

from collections.abc import Collection

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from orders.filing.checking import checked_file
from orders.services.attaching import MOST_FILES, keep_file
from support.locks import lock_case
from support.models import CaseAttachment


@service
def attach_to_case(*, case_id: int, name: str, content: bytes, actor: Actor) -> CaseAttachment:
    """The file, kept with the case. Raises CaseNotFound, NotPermitted, FileRefused, InvalidInput beyond 100 files."""
    case = lock_case(case_id)
    ensure_may(actor, "support.work_case")
    if case.files.filter(attachment__removed_at=None).count() >= MOST_FILES:
        raise InvalidInput(f"A case keeps at most {MOST_FILES} files. Remove one first.", field="file")
    kept = keep_file(file=checked_file(name=name, content=content), actor=actor)
    return CaseAttachment.objects.create(case=case, attachment=kept)


@service
def put_to_message(*, case_id: int, message_id: int, attachment_ids: Collection[int]) -> int:
    """Files that are kept already, shown with what was said; tells how many. Raises CaseNotFound."""
    case = lock_case(case_id)
    rows = [
        CaseAttachment(case=case, message_id=message_id, attachment_id=attachment_id)
        for attachment_id in attachment_ids
    ]
    return len(CaseAttachment.objects.bulk_create(rows))
