"""Facts about money. The order's own timeline learns of them through the sums it records."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class MoneyRequested(Fact):
    """A movement of money was promised; a worker asks the gateway. Its effect is keyed by the transaction."""

    timeline: ClassVar[bool] = False
    order_id: int
    transaction_id: int

    def key(self) -> str:
        return str(self.transaction_id)


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequested(MoneyRequested):
    name: ClassVar[str] = "payments.authorization_requested"


@dataclass(frozen=True, kw_only=True)
class CaptureRequested(MoneyRequested):
    name: ClassVar[str] = "payments.capture_requested"


@dataclass(frozen=True, kw_only=True)
class VoidRequested(MoneyRequested):
    name: ClassVar[str] = "payments.void_requested"


@dataclass(frozen=True, kw_only=True)
class RefundRequested(MoneyRequested):
    name: ClassVar[str] = "payments.refund_requested"


@dataclass(frozen=True, kw_only=True)
class MoneyTaskMoved(Fact):
    """A task about an order's money came into the inbox, or left it."""

    name: ClassVar[str] = "payments.money_task_moved"
    timeline: ClassVar[bool] = False
    order_id: int
    moneytask_id: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class PayLinkSent(Fact):
    """A card is to pay and nobody gave one yet: the customer gets a link to do so."""

    name: ClassVar[str] = "payments.pay_link_sent"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class TransferAwaited(Fact):
    """A transfer is to pay: the customer is told how much, where to and under which reference."""

    name: ClassVar[str] = "payments.transfer_awaited"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class CardGiven(Fact):
    """The customer gave a card on the page of the link; the money is being asked for."""

    name: ClassVar[str] = "payments.card_given"
    order_id: int
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerReturned(MoneyRequested):
    """The customer is back from the bank; the gateway is asked what became of it, once a ``turn``."""

    name: ClassVar[str] = "payments.customer_returned"
    turn: int

    def key(self) -> str:
        return f"{self.transaction_id}:{self.turn}"


@dataclass(frozen=True, kw_only=True)
class RefundGranted(Fact):
    name: ClassVar[str] = "payments.refund_granted"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundApproved(Fact):
    name: ClassVar[str] = "payments.refund_approved"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundCanceled(Fact):
    name: ClassVar[str] = "payments.refund_canceled"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class Refunded(Fact):
    """A refund succeeded in full."""

    name: ClassVar[str] = "payments.refunded"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Fact):
    name: ClassVar[str] = "payments.refund_failed"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookReceived(Fact):
    name: ClassVar[str] = "payments.webhook_received"
    timeline: ClassVar[bool] = False
    event_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Fact):
    """A document was written; it is mailed once."""

    order_id: int
    document_id: int

    def key(self) -> str:
        return str(self.document_id)


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(DocumentIssued):
    name: ClassVar[str] = "payments.invoice_issued"


@dataclass(frozen=True, kw_only=True)
class CreditNoteIssued(DocumentIssued):
    name: ClassVar[str] = "payments.credit_note_issued"


@dataclass(frozen=True, kw_only=True)
class DocumentSendAsked(Fact):
    """A person wants an invoice or credit note mailed again; each asking is one copy."""

    name: ClassVar[str] = "payments.document_send_asked"
    order_id: int
    document_id: int
    copy_id: int

    def key(self) -> str:
        return str(self.copy_id)


@dataclass(frozen=True, kw_only=True)
class CreditChanged(Fact):
    """Store credit or a gift card has more or less on it; its own ledger is the history."""

    name: ClassVar[str] = "payments.credit_changed"
    timeline: ClassVar[bool] = False
    account_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class BankLineKept(Fact):
    """A line of the bank's statement came in and is to be matched."""

    name: ClassVar[str] = "payments.bank_line_kept"
    timeline: ClassVar[bool] = False
    line_id: int

    def key(self) -> str:
        return str(self.line_id)


@dataclass(frozen=True, kw_only=True)
class OrphanRefundRequested(Fact):
    """Money that belongs to no order is to go back; its key at the gateway is the attempt's."""

    name: ClassVar[str] = "payments.orphan_refund_requested"
    timeline: ClassVar[bool] = False
    task_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutRowsKept(Fact):
    """Lines of a payout file wait to be matched with our books."""

    name: ClassVar[str] = "payments.payout_rows_kept"
    timeline: ClassVar[bool] = False
    file_id: int
    first_line: int
    last_line: int

    def key(self) -> str:
        return f"{self.file_id}:{self.first_line}"


@dataclass(frozen=True, kw_only=True)
class ComparisonStarted(Fact):
    """A page of a gateway's own list is to be read beside our ledger."""

    name: ClassVar[str] = "payments.comparison_started"
    timeline: ClassVar[bool] = False
    comparison_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewFact(Fact):
    """A fact about the fraud review of an order."""

    order_id: int
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewAccepted(ReviewFact):
    name: ClassVar[str] = "payments.review_accepted"


@dataclass(frozen=True, kw_only=True)
class ReviewDeclined(ReviewFact):
    """The order was refused as fraud; it is canceled in the same commit."""

    name: ClassVar[str] = "payments.review_declined"


@dataclass(frozen=True, kw_only=True)
class ReviewClosed(ReviewFact):
    """The order ended before anybody decided."""

    name: ClassVar[str] = "payments.review_closed"


@dataclass(frozen=True, kw_only=True)
class ProofAsked(ReviewFact):
    """The customer is to show who they are."""

    name: ClassVar[str] = "payments.proof_asked"


@dataclass(frozen=True, kw_only=True)
class ProofCame(ReviewFact):
    name: ClassVar[str] = "payments.proof_came"


@dataclass(frozen=True, kw_only=True)
class DisputeFact(Fact):
    """A fact about a dispute, an inquiry or an early fraud warning."""

    order_id: int
    dispute_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeOpened(DisputeFact):
    """A bank complains about captured money; nothing is taken yet, refunds wait."""

    name: ClassVar[str] = "payments.dispute_opened"


@dataclass(frozen=True, kw_only=True)
class DisputeEscalated(DisputeFact):
    """An inquiry became a chargeback: the bank wants an answer anew."""

    name: ClassVar[str] = "payments.dispute_escalated"


@dataclass(frozen=True, kw_only=True)
class FundsWithdrawn(DisputeFact):
    name: ClassVar[str] = "payments.funds_withdrawn"


@dataclass(frozen=True, kw_only=True)
class FundsReturned(DisputeFact):
    name: ClassVar[str] = "payments.funds_returned"


@dataclass(frozen=True, kw_only=True)
class EvidenceGiven(DisputeFact):
    """A person gave evidence; a worker hands it in."""

    name: ClassVar[str] = "payments.evidence_given"
    timeline: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class DisputeAnswered(DisputeFact):
    """The bank has our evidence."""

    name: ClassVar[str] = "payments.dispute_answered"


@dataclass(frozen=True, kw_only=True)
class DisputeClosed(DisputeFact):
    """It ended: won, lost or closed. What is owed to the customer can go again."""

    name: ClassVar[str] = "payments.dispute_closed"


@dataclass(frozen=True, kw_only=True)
class LateMoneyCame(Fact):
    """Money came for an order that is over; a person decides."""

    name: ClassVar[str] = "payments.late_money_came"
    order_id: int
    late_money_id: int


@dataclass(frozen=True, kw_only=True)
class LateMoneyDecided(Fact):
    """Late money pays its order again, went back, or ran out."""

    name: ClassVar[str] = "payments.late_money_decided"
    order_id: int
    late_money_id: int


@dataclass(frozen=True, kw_only=True)
class SealedBuyerOpened(Fact):
    """Somebody looked at who bought, on a paper sealed when the customer was erased."""

    name: ClassVar[str] = "payments.sealed_buyer_opened"
    order_id: int
    document_id: int
