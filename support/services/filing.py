"""Files that staff put to a case."""

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
