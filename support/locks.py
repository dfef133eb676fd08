"""Row locks of support: the order first, when there is one."""

from collections.abc import Sequence

from core.errors import InvalidInput
from orders.locks import lock_order
from support.errors import CaseChanged, CaseNotFound, MailNotFound
from support.models import Case, InboundMail


def lock_case(case_id: int, *, expected_version: int | None = None) -> Case:
    """The case, locked behind its locked order, freshly read.

    Raises CaseNotFound, and CaseChanged when something was said or done since ``expected_version`` was seen.
    """
    order_id = Case.objects.filter(pk=case_id).values_list("order_id", flat=True).first()
    order = lock_order(order_id) if order_id else None
    case = Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound(f"There is no case with key {case_id}.", case_id=case_id)
    if order is not None:
        case.order = order
    ensure_unchanged(case, expected_version)
    return case


def ensure_unchanged(case: Case, expected_version: int | None) -> None:
    """Raises CaseChanged when something was said or done in a locked case since ``expected_version`` was seen."""
    if expected_version is not None and case.version != expected_version:
        raise CaseChanged(
            f"Somebody worked on {case.number} meanwhile. Read what is new, then decide.",
            case_id=case.pk, seen=expected_version, now=case.version,
        )  # fmt: skip


def lock_cases(case_ids: Sequence[int]) -> list[Case]:
    """The cases as asked for, locked behind their orders, each kind of row by key. Raises CaseNotFound, CaseChanged."""
    order_ids = Case.objects.filter(pk__in=case_ids).exclude(order=None).values_list("order_id", flat=True)
    orders = {key: lock_order(key) for key in sorted({key for key in order_ids if key is not None})}
    rows = Case.objects.select_for_update(no_key=True).filter(pk__in=case_ids).order_by("pk")
    found = {case.pk: case for case in rows}
    for key in case_ids:
        if key not in found:
            raise CaseNotFound(f"There is no case with key {key}.", case_id=key)
    for case in found.values():
        if case.order_id is not None and case.order_id not in orders:
            raise CaseChanged(f"{case.number} was linked to an order meanwhile. Look at it again.", case_id=case.pk)
        if case.order_id is not None:
            case.order = orders[case.order_id]
    if len(found) != len(case_ids):
        raise InvalidInput("A case cannot be merged into itself.", field="into_number")
    return [found[key] for key in case_ids]


def lock_mail(mail_id: int) -> InboundMail:
    """The mail, locked and freshly read: before the order or case it will touch. Raises MailNotFound."""
    mail = InboundMail.objects.select_for_update(no_key=True).filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFound(f"There is no mail with key {mail_id}.", mail_id=mail_id)
    return mail
