"""Row locks of support: the order first, when there is one."""

from orders.locks import lock_order
from support.errors import CaseNotFound, MailNotFound
from support.models import Case, InboundMail


def lock_case(case_id: int) -> Case:
    """The case, locked behind its locked order, freshly read. Raises CaseNotFound."""
    order_id = Case.objects.filter(pk=case_id).values_list("order_id", flat=True).first()
    order = lock_order(order_id) if order_id else None
    case = Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound(f"There is no case with key {case_id}.", case_id=case_id)
    if order is not None:
        case.order = order
    return case


def lock_mail(mail_id: int) -> InboundMail:
    """The mail, locked and freshly read: before the order or case it will touch. Raises MailNotFound."""
    mail = InboundMail.objects.select_for_update(no_key=True).filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFound(f"There is no mail with key {mail_id}.", mail_id=mail_id)
    return mail
