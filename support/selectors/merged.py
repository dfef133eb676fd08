"""Where a merged case goes on."""

from support.models import Case


def goes_on_in(case_id: int) -> int:
    """The key of the case in which everything about this one is said now; its own when it was not merged."""
    into = Case.objects.filter(pk=case_id).values_list("merged_into_id", flat=True).first()
    return into or case_id
