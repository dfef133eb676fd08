"""Row locks of credit: after the order's payments, before its vouchers; two accounts by key."""

from payments.credit_words import CreditKind
from payments.errors import CreditNotFound
from payments.models import CreditAccount, CreditGrant


def lock_account(account_id: int) -> CreditAccount:
    """The account, locked and freshly read. Raises CreditNotFound."""
    account = CreditAccount.objects.select_for_update(no_key=True).filter(pk=account_id).first()
    if account is None:
        raise CreditNotFound(f"There is no credit account with key {account_id}.")
    return account


def lock_store_credit(customer_id: int, currency: str) -> CreditAccount | None:
    """The customer's store credit in the currency, locked; None when there never was any."""
    accounts = CreditAccount.objects.select_for_update(no_key=True).filter(kind=CreditKind.STORE_CREDIT)
    return accounts.filter(customer_id=customer_id, currency=currency).first()


def lock_gift_card(fingerprint: str) -> CreditAccount | None:
    """The gift card with this fingerprint, locked; None when there is none."""
    if not fingerprint:
        return None
    accounts = CreditAccount.objects.select_for_update(no_key=True).filter(kind=CreditKind.GIFT_CARD)
    return accounts.filter(fingerprint=fingerprint).first()


def lock_grant(grant_id: int) -> tuple[CreditAccount, CreditGrant]:
    """A grant with its account, locked, the account first. Raises CreditNotFound."""
    account_id = CreditGrant.objects.filter(pk=grant_id).values_list("account_id", flat=True).first()
    if account_id is None:
        raise CreditNotFound(f"There is no grant of credit with key {grant_id}.")
    account = lock_account(account_id)
    return account, CreditGrant.objects.select_for_update(no_key=True).get(pk=grant_id)
