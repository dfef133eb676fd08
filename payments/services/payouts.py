"""Take a gateway's payout file in: every row matched to our movement, every break put before a person."""

from collections.abc import Sequence
from hashlib import sha256

from django.db.models import Exists, Max, OuterRef

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.money import format_money
from core.service import service
from payments.models import MoneyTask, PaymentTransaction, PayoutFile, PayoutRow, RowOutcome, TaskEnd, TaskKind
from payments.payouts.shapes import SHAPES, Line, read_lines
from payments.selectors.paid_out import Named, movements_named, pick
from payments.services.money_inbox import close_all, close_tasks, is_decided, open_task
from payments.statuses import Outcome, TransactionKind

CHUNK = 1000
PAID_IN = (TransactionKind.CAPTURE, TransactionKind.RETURN)
PAID_OUT = (TransactionKind.CAPTURE, TransactionKind.REFUND)
BREAKS = (RowOutcome.NOT_OURS, RowOutcome.AMOUNT, RowOutcome.CURRENCY)


@service
def import_payouts(*, shape: str, file_name: str, raw: bytes, actor: Actor) -> PayoutFile:
    """The file with its rows matched; the same bytes again, or rows known from another file, change nothing.

    Raises NotPermitted and InvalidInput (not readable, not of this gateway, empty).
    """
    ensure_may(actor, "payments.import_payoutfile")
    digest = sha256(raw).hexdigest()
    known = PayoutFile.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    lines = list(read_lines(raw, shape))
    if not lines:
        raise InvalidInput("The file has no rows.", field="file")
    file = PayoutFile.objects.create(
        gateway=SHAPES[shape].gateway, shape=shape, file_name=file_name[:200], sha256=digest, uploaded_by=actor.label,
        rows_total=len(lines), begins_at=min(each.occurred_at for each in lines),
        ends_at=max(each.occurred_at for each in lines),
    )  # fmt: skip
    for start in range(0, len(lines), CHUNK):
        file.rows_known += _take_in(file, lines[start : start + CHUNK])
    file.save(update_fields=["rows_known"])
    _missing_with_them(file)
    return file


def _take_in(file: PayoutFile, lines: Sequence[Line]) -> int:
    """Rows of these lines; tells how many of them were known before."""
    ours = movements_named(file.gateway, (name for line in lines for name in line.names))
    rows = [_row(file, line, ours) for line in lines]
    PayoutRow.objects.bulk_create(rows, ignore_conflicts=True)
    new = {
        row.reference: row for row in PayoutRow.objects.filter(file=file, reference__in=[row.reference for row in rows])
    }
    for row in new.values():
        if row.outcome in BREAKS:
            open_break(row)
    matched = [f"transaction:{row.transaction_id}" for row in new.values() if row.transaction_id]
    gone = MoneyTask.objects.filter(kind=TaskKind.PAYOUT_BREAK, cause__in=matched)
    close_all(gone, how=TaskEnd.CAUSE_GONE, actor=SYSTEM, note=f"It stands in {file.file_name}.")
    return len(lines) - len(new)


def _row(file: PayoutFile, line: Line, ours: Named) -> PayoutRow:
    found = pick(ours, kind=line.moved, names=line.names, amount=line.amount) if line.moved else None
    return PayoutRow(
        file=file, line=line.line, gateway=file.gateway, reference=line.reference, kind=line.kind,
        gateway_references=list(line.names), amount=line.amount, fee=line.fee, net=line.net, currency=line.currency,
        occurred_at=line.occurred_at, payout=line.payout, transaction=found, outcome=outcome_of(line, found),
    )  # fmt: skip


def outcome_of(line: Line, ours: PaymentTransaction | None) -> RowOutcome:
    """Whether the line says what our books say: currency, amount and sign; its fee and net must add up, too."""
    if line.moved is None:
        return RowOutcome.OTHER
    if ours is None or ours.outcome != Outcome.SUCCEEDED:
        return RowOutcome.NOT_OURS
    if ours.currency != line.currency:
        return RowOutcome.CURRENCY
    signed = ours.amount if line.moved in PAID_IN else -ours.amount
    adds_up = line.amount - line.fee == line.net
    return RowOutcome.MATCHED if signed == line.amount and adds_up else RowOutcome.AMOUNT


def open_break(row: PayoutRow) -> None:
    """The task of a row that does not say what our books say."""
    ours = row.transaction
    gross, fee, net = (format_money(amount, row.currency) for amount in (row.amount, row.fee, row.net))
    said = (
        f"Line {row.line} of {row.file.file_name} ({row.reference}) pays a {row.kind} of {gross}, fee {fee}, net {net},"
        f" for {', '.join(row.gateway_references) or 'nothing named'}."
    )
    why = {
        RowOutcome.NOT_OURS: "No movement of ours that succeeded has such a reference.",
        RowOutcome.CURRENCY: f"Our books say {format_money(ours.amount, ours.currency)}." if ours else "",
        RowOutcome.AMOUNT: _why_amount(row, ours),
    }[RowOutcome(row.outcome)]
    open_task(
        kind=TaskKind.PAYOUT_BREAK, cause=f"payout_row:{row.pk}", facts=f"{said} {why}", amount=row.amount,
        currency=row.currency, gateway=row.gateway, order_id=ours.payment.order_id if ours else None,
        gateway_reference=(row.gateway_references or [""])[0][:64],
        movement=_missing_movement(row),
    )  # fmt: skip


def _missing_movement(row: PayoutRow) -> str:
    """The kind of movement that our books lack; empty where they know it and only its figures differ."""
    moved = SHAPES[row.file.shape].moved.get(row.kind)
    return moved if moved is not None and row.outcome == RowOutcome.NOT_OURS else ""


def _why_amount(row: PayoutRow, ours: PaymentTransaction | None) -> str:
    if row.amount - row.fee != row.net:
        return f"Amount less fee is {format_money(row.amount - row.fee, row.currency)}."
    if ours is None:
        return ""
    off = format_money(abs(abs(row.amount) - ours.amount), row.currency)
    return f"Our books say {format_money(ours.amount, ours.currency)}: {off} apart."


def _missing_with_them(file: PayoutFile) -> None:
    """What succeeded with us since the file before and within the time of this one, and stands in no file."""
    before = PayoutFile.objects.filter(gateway=file.gateway, ends_at__lte=file.begins_at).aggregate(last=Max("ends_at"))
    told = PayoutRow.objects.filter(transaction=OuterRef("pk"))
    silent = (
        PaymentTransaction.objects.filter(
            gateway=file.gateway, kind__in=PAID_OUT, outcome=Outcome.SUCCEEDED,
            settled_at__gte=before["last"] or file.begins_at, settled_at__lte=file.ends_at,
        )
        .exclude(gateway_reference="")
        .filter(~Exists(told))
        .select_related("payment__order")
    )  # fmt: skip
    for ours in silent.order_by("pk"):
        cause, order = f"transaction:{ours.pk}", ours.payment.order
        if not is_decided(kind=TaskKind.PAYOUT_BREAK, cause=cause):
            open_task(
                kind=TaskKind.PAYOUT_BREAK, cause=cause, order_id=order.pk, amount=ours.amount,
                currency=ours.currency, gateway=file.gateway, gateway_reference=ours.gateway_reference,
                facts=f"The {ours.kind} of {format_money(ours.amount, ours.currency)} for {order.number},"
                f" {ours.gateway_reference}, succeeded within the days of {file.file_name} and does not stand in it.",
            )  # fmt: skip


@service
def match_rows_of(*, gateway: str, gateway_reference: str) -> None:
    """Look once more at the rows that speak of a movement our books learned of just now."""
    rows = PayoutRow.objects.filter(
        gateway=gateway, gateway_references__contains=[gateway_reference], transaction=None, outcome__in=BREAKS
    )
    for row_id in rows.order_by("pk").values_list("pk", flat=True):
        match_row(row_id=row_id)


@service
def look_at_row(*, row_id: int) -> None:
    """Match a row by what our books know now; one that still differs is put before a person."""
    if match_row(row_id=row_id) in BREAKS:
        open_break(PayoutRow.objects.select_related("file", "transaction__payment").get(pk=row_id))


@service
def match_row(*, row_id: int) -> RowOutcome:
    """Look at a row once more: our books may know its movement by now; then its task is closed."""
    row = PayoutRow.objects.select_for_update(no_key=True, of=("self",)).select_related("file").get(pk=row_id)
    moved = SHAPES[row.file.shape].moved.get(row.kind)
    named = movements_named(row.gateway, row.gateway_references)
    found = pick(named, kind=moved or "", names=row.gateway_references, amount=row.amount)
    line = Line(
        line=row.line, reference=row.reference, kind=row.kind, moved=moved, names=row.gateway_references,
        amount=row.amount, fee=row.fee, net=row.net, currency=row.currency, occurred_at=row.occurred_at,
        payout=row.payout,
    )  # fmt: skip
    row.transaction, row.outcome = found, outcome_of(line, found)
    row.save(update_fields=["transaction", "outcome"])
    if row.outcome not in BREAKS:
        close_tasks(kind=TaskKind.PAYOUT_BREAK, cause=f"payout_row:{row.pk}")
    return RowOutcome(row.outcome)
