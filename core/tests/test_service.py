"""The frame around every use case: all or nothing."""

import pytest
from django.db import connection, transaction

from core.errors import OmsError
from core.models import Alert
from core.service import service


class Refused(OmsError):
    """A service of these tests says no."""


def note(reference: str) -> None:
    Alert.objects.create(kind="test", reference=reference, message="")


def noted() -> list[str]:
    return list(Alert.objects.order_by("reference").values_list("reference", flat=True))


@service
def inner(*, refuse: bool) -> None:
    note("inner")
    if refuse:
        raise Refused("No.")


@service
def outer(*, refuse_inside: bool, catch: bool = False) -> None:
    note("outer")
    try:
        inner(refuse=refuse_inside)
    except Refused:
        if not catch:
            raise


@pytest.mark.django_db(transaction=True)
def test_a_refusal_inside_undoes_the_whole_use_case():
    with pytest.raises(Refused):
        outer(refuse_inside=True)

    assert noted() == []


@pytest.mark.django_db(transaction=True)
def test_a_success_keeps_all_and_opens_no_savepoint(django_assert_num_queries):
    with django_assert_num_queries(4):  # BEGIN, two inserts, COMMIT
        outer(refuse_inside=False)

    assert noted() == ["inner", "outer"]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_swallowed_inside_still_keeps_no_half():
    with pytest.raises(transaction.TransactionManagementError):
        outer_then_query()

    assert noted() == []


@service
def outer_then_query() -> None:
    outer(refuse_inside=True, catch=True)
    noted()


@pytest.mark.django_db(transaction=True)
def test_a_foreign_transaction_survives_a_refusal():
    with transaction.atomic():
        note("mine")
        with pytest.raises(Refused):
            outer(refuse_inside=True)
        note("after")

    assert noted() == ["after", "mine"]


@pytest.mark.django_db(transaction=True)
def test_after_a_refusal_the_next_service_is_the_outermost_again():
    with pytest.raises(Refused):
        outer(refuse_inside=True)
    inner(refuse=False)

    assert noted() == ["inner"]
    assert not connection.in_atomic_block
