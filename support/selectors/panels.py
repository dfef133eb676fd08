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
    """The order's cases with what customer and staff said to each other, internal notes left out."""
    said = CaseMessage.objects.exclude(direction=Direction.INTERNAL).order_by("pk")
    return cases_talked_in(order_id).prefetch_related(Prefetch("messages", queryset=said, to_attr="said"))


def feedback_of_order(order_id: int) -> QuerySet[Feedback]:
    """Ratings of the order and its lines, the order's own first."""
    return Feedback.objects.filter(order_id=order_id).select_related("line").order_by("line_id", "pk")
