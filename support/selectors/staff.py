"""Who works on cases."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet


def staff_of_cases() -> QuerySet[Any]:
    """Active members of staff who may work on cases, by name."""
    named = Q(user_permissions__codename="work_case") | Q(groups__permissions__codename="work_case")
    people = get_user_model().objects.filter(named | Q(is_superuser=True), is_active=True, is_staff=True)
    return people.distinct().order_by("first_name", "last_name", "username")
