"""What the database refuses of a form is told in words that name the field: “Constraint … is violated” helps nobody."""

import pytest
from django.contrib import admin
from django.db.models import CheckConstraint, UniqueConstraint
from django.db.models.constraints import BaseConstraint
from django.test import RequestFactory

from accounts.models import User

# Their forms are the house's own, and ask services.
OWN_FORMS = {"orders.Order"}


def typed_in() -> list[BaseConstraint]:
    """Constraints of the tables whose rows people type: of pages with a form, and of the tables on those pages."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    tables = set()
    for table, page in admin.site._registry.items():
        inlines = [inline(table, admin.site) for inline in page.inlines]
        tables |= {one.model for one in inlines if one.has_add_permission(request, None)}
        if page.has_add_permission(request) and table._meta.label not in OWN_FORMS:
            tables.add(table)
    found = {one.name: one for table in tables for one in table._meta.constraints}
    return [found[name] for name in sorted(found)]


def needs_words(constraint: BaseConstraint) -> bool:
    """Django has good words of its own for two rows that are the same, unless only some rows count."""
    return isinstance(constraint, CheckConstraint) or (
        isinstance(constraint, UniqueConstraint) and constraint.condition is not None
    )


@pytest.mark.parametrize("constraint", [one for one in typed_in() if needs_words(one)], ids=lambda one: one.name)
def test_a_refusal_of_the_database_says_what_to_type(constraint):
    message = str(constraint.violation_error_message or "")

    assert message != str(BaseConstraint.default_violation_error_message), constraint.name
    assert message.endswith(".")
    assert constraint.name not in message


def test_there_is_something_to_look_at():
    assert len([one for one in typed_in() if needs_words(one)]) > 40
