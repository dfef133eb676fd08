"""A line of a payout file beside our books: matched to our movement, or put before a person with what differs."""

from core.money import format_money
from core.service import service
from payments.models import PaymentTransaction, PayoutRow, RowOutcome, TaskKind
from payments.payouts.shapes import SHAPES
from payments.selectors.paid_out import Named, movements_named, pick
from payments.services.money_inbox import close_tasks, open_task
from payments.statuses import Outcome, TransactionKind

PAID_IN = (TransactionKind.CAPTURE, TransactionKind.RETURN)
BREAKS = (RowOutcome.NOT_OURS, RowOutcome.AMOUNT, RowOutcome.CURRENCY)


def judge(row: PayoutRow, ours: Named) -> None:
    """Find the row's movement among ours, and say whether both say the same; the caller saves."""
    moved = moved_by(row)
    named = ours if moved else {}
    row.transaction = pick(named, kind=moved or "", names=row.gateway_references, amount=row.amount)
    row.outcome = outcome_of(row, moved)


def moved_by(row: PayoutRow) -> TransactionKind | None:
    """The kind of movement that a line of its kind accounts for; None for fees and payouts."""
    return SHAPES[row.file.shape].moved.get(row.kind)


def outcome_of(row: PayoutRow, moved: TransactionKind | None) -> RowOutcome:
    """Whether the line says what our books say: currency, amount and sign; its fee and net must add up, too."""
    ours = row.transaction
    if moved is None:
        return RowOutcome.OTHER
    if ours is None or ours.outcome != Outcome.SUCCEEDED:
        return RowOutcome.NOT_OURS
    if ours.currency != row.currency:
        return RowOutcome.CURRENCY
    signed = ours.amount if moved in PAID_IN else -ours.amount
    adds_up = row.amount - row.fee == row.net
    return RowOutcome.MATCHED if signed == row.amount and adds_up else RowOutcome.AMOUNT


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
    moved = moved_by(row)
    return moved if moved is not None and row.outcome == RowOutcome.NOT_OURS else ""


def _why_amount(row: PayoutRow, ours: PaymentTransaction | None) -> str:
    if row.amount - row.fee != row.net:
        return f"Amount less fee is {format_money(row.amount - row.fee, row.currency)}."
    if ours is None:
        return ""
    off = format_money(abs(abs(row.amount) - ours.amount), row.currency)
    return f"Our books say {format_money(ours.amount, ours.currency)}: {off} apart."


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
    judge(row, movements_named(row.gateway, row.gateway_references))
    row.save(update_fields=["transaction", "outcome"])
    if row.outcome not in BREAKS:
        close_tasks(kind=TaskKind.PAYOUT_BREAK, cause=f"payout_row:{row.pk}")
    return RowOutcome(row.outcome)
