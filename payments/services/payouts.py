"""Take a gateway's payout file in: every row matched to our movement, every break put before a person."""

from collections.abc import Sequence
from hashlib import sha256

from django.db.models import Exists, Max, OuterRef

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import Publication, publish_many
from core.money import format_money
from core.service import service
from payments.events import PayoutRowsKept
from payments.models import MoneyTask, PaymentTransaction, PayoutFile, PayoutRow, RowOutcome, TaskEnd, TaskKind
from payments.payouts.shapes import SHAPES, Line, read_lines
from payments.selectors.paid_out import movements_named
from payments.services.money_inbox import close_all, is_decided, open_task
from payments.services.payout_rows import BREAKS, judge, open_break
from payments.statuses import Outcome, TransactionKind

CHUNK = 1000
PAID_OUT = (TransactionKind.CAPTURE, TransactionKind.REFUND)


@service
def import_payouts(*, shape: str, file_name: str, raw: bytes, actor: Actor) -> PayoutFile:
    """The file with its rows; the same bytes again, or rows known from another file, change nothing.

    A file of a thousand rows is matched at once, a longer one by workers, a thousand rows each.
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
    chunks = [lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK)]
    for chunk in chunks:
        PayoutRow.objects.bulk_create((_row(file, line) for line in chunk), ignore_conflicts=True)
    file.rows_known = len(lines) - PayoutRow.objects.filter(file=file).count()
    file.save(update_fields=["rows_known"])
    _match(file, chunks, actor)
    return file


def _row(file: PayoutFile, line: Line) -> PayoutRow:
    return PayoutRow(
        file=file, line=line.line, gateway=file.gateway, reference=line.reference, kind=line.kind,
        gateway_references=list(line.names), amount=line.amount, fee=line.fee, net=line.net, currency=line.currency,
        occurred_at=line.occurred_at, payout=line.payout, outcome=RowOutcome.WAITING,
    )  # fmt: skip


def _match(file: PayoutFile, chunks: Sequence[Sequence[Line]], actor: Actor) -> None:
    kept = [PayoutRowsKept(file_id=file.pk, first_line=chunk[0].line, last_line=chunk[-1].line) for chunk in chunks]
    if len(kept) == 1:
        match_lines(file_id=file.pk, first_line=kept[0].first_line, last_line=kept[0].last_line)
    else:
        publish_many(Publication(fact=fact, actor=actor) for fact in kept)


@service
def match_lines(*, file_id: int, first_line: int, last_line: int) -> None:
    """Match these lines of a file; after the last, look for what it lacks. Repetition finds nothing to do.

    The file's lock keeps two workers from giving one movement away twice.
    """
    file = PayoutFile.objects.select_for_update(no_key=True).get(pk=file_id)
    waiting = PayoutRow.objects.filter(file=file, outcome=RowOutcome.WAITING)
    rows = list(waiting.filter(line__range=(first_line, last_line)).order_by("line"))
    ours = movements_named(file.gateway, (name for row in rows for name in row.gateway_references))
    for row in rows:
        row.file = file
        judge(row, ours)
    PayoutRow.objects.bulk_update(rows, ["transaction", "outcome"])
    for row in rows:
        if row.outcome in BREAKS:
            open_break(row)
    _close_what_stands_here(file, rows)
    if not waiting.exists():
        _missing_with_them(file)


def _close_what_stands_here(file: PayoutFile, rows: Sequence[PayoutRow]) -> None:
    """Movements that an earlier file lacked and this one has."""
    matched = [f"transaction:{row.transaction_id}" for row in rows if row.transaction_id]
    gone = MoneyTask.objects.filter(kind=TaskKind.PAYOUT_BREAK, cause__in=matched)
    close_all(gone, how=TaskEnd.CAUSE_GONE, actor=SYSTEM, note=f"It stands in {file.file_name}.")


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
