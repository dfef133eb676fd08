"""Which movement of ours a line of a payout file is about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Value

from payments.models import PaymentTransaction, PayoutRow
from payments.statuses import TransactionKind

BACK = "-back"
Named = Mapping[tuple[str, str], list[PaymentTransaction]]


def movements_named(gateway: str, names: Iterable[str]) -> Named:
    """Our movements by kind and by the gateway's name for them, those that stand in no file yet first. One query.

    A charge that was collected in parts is the name of each part (``charge:key``); a refund is that of its return too.
    """
    wanted = set(names)
    bare = Func(F("gateway_reference"), Value(":"), Value(1), function="split_part", output_field=CharField())
    exact = Q(gateway_reference__in=wanted | {f"{name}{BACK}" for name in wanted})
    # The part with a colon has an index of its own.
    parts = PaymentTransaction.objects.filter(gateway_reference__contains=":").annotate(bare=bare)
    found = (
        PaymentTransaction.objects.filter(gateway=gateway)
        .filter(exact | Q(pk__in=parts.filter(gateway=gateway, bare__in=wanted).values("pk")))
        .annotate(is_paid_out=Exists(PayoutRow.objects.filter(transaction=OuterRef("pk"))))
        .select_related("payment")
        .order_by("is_paid_out", "pk")
    )
    named: dict[tuple[str, str], list[PaymentTransaction]] = defaultdict(list)
    for each in found:
        for name in {each.gateway_reference, _bare(each)}:
            named[each.kind, name].append(each)
    return named


def pick(named: Named, *, kind: str, names: Iterable[str], amount: Decimal) -> PaymentTransaction | None:
    """The movement under the nearest name, of several parts the first of that amount; it is given away once."""
    for name in names:
        every = named.get((kind, name), [])
        found = next((each for each in every if each.amount == abs(amount)), every[0] if every else None)
        if found is not None:
            if len(every) > 1:
                every.remove(found)
            return found
    return None


def _bare(transaction: PaymentTransaction) -> str:
    if transaction.kind == TransactionKind.RETURN:
        return transaction.gateway_reference.removesuffix(BACK)
    return transaction.gateway_reference.partition(":")[0]
