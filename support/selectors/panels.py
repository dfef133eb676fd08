"""What other floors show of cases and feedback."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from support.models import Case, CaseMessage, Direction, Feedback


def cases_of_order(order_id: int) -> QuerySet[Case]:
    """The order's cases, newest first."""
    return Case.objects.filter(order_id=order_id).select_related("assignee").order_by("-pk")


def cases_talked_in(order_id: int) -> QuerySet[Case]:
    """Where customer and staff talk about the order: its own cases, and those that its merged ones go on in.

    What is only the staff's own affair, as a bank's complaint, is not among them.
    """
    own = Q(order_id=order_id) | Q(merged__order_id=order_id)
    talk = Exists(CaseMessage.objects.filter(case=OuterRef("pk")).exclude(direction=Direction.INTERNAL))
    return Case.objects.filter(own, talk, merged_into=None).select_related("assignee").distinct().order_by("-pk")


def conversation_of_order(order_id: int) -> QuerySet[Case]:
    """The order's cases with what customer and staff said to each other, internal notes left out.

    Of merged cases only what was said in the order's own: who holds the link to one order reads nothing of another.
    """
    about = Q(said_in__order_id=order_id) | Q(said_in=None, case__order_id=order_id)
    said = CaseMessage.objects.filter(about).exclude(direction=Direction.INTERNAL).order_by("pk")
    return cases_talked_in(order_id).prefetch_related(Prefetch("messages", queryset=said, to_attr="said"))


def own_case(case: Case, order_id: int) -> int:
    """The key of the order's own case where it was merged into this one; else of this one."""
    if case.order_id == order_id:
        return case.pk
    merged = Case.objects.filter(merged_into=case, order_id=order_id).order_by("-pk")
    return merged.values_list("pk", flat=True).first() or case.pk


def feedback_of_order(order_id: int) -> QuerySet[Feedback]:
    """Ratings of the order and its lines, the order's own first."""
    return Feedback.objects.filter(order_id=order_id).select_related("line").order_by("line_id", "pk")
