"""Which canned answers and playbooks a case is offered."""

from django.db.models import QuerySet

from support.models import CannedAnswer, Case, CasePlaybook


def canned_for(case: Case) -> QuerySet[CannedAnswer]:
    """Active answers for the case's kind or for every kind, by name."""
    return CannedAnswer.objects.filter(kind__in=[case.kind, ""], is_active=True).order_by("name")


def playbooks_for(case: Case) -> QuerySet[CasePlaybook]:
    """Active playbooks for the case's kind first, then those for every kind."""
    return CasePlaybook.objects.filter(kind__in=[case.kind, ""], is_active=True).order_by("-kind", "name")
