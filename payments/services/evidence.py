"""Evidence for the bank: a person gives it, a worker hands it in where the gateway takes it."""

from django.utils import timezone

from core import faults
from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, Declined, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import perform
from core.models import Alert
from core.service import service
from payments.events import DisputeAnswered, EvidenceGiven
from payments.gateways.contract import TakesEvidence
from payments.gateways.registry import gateway_named
from payments.locks import lock_dispute
from payments.models import Dispute
from payments.selectors.practice import ensure_practice_stays
from payments.services.presenting import present_dispute
from payments.statuses import DISPUTE_OPEN, DisputeKind, DisputeState

RIGHT = "payments.answer_dispute"
LONGEST = 20_000


@service
def submit_evidence(*, dispute_id: int, text: str, actor: Actor) -> Dispute:
    """Keep what the bank is told and have it handed in; where the gateway takes none, a person has sent it by hand.

    Raises NotPermitted, InvalidInput for an empty or endless text, and MoveRefused when it was given before, the time
    is over, or nobody asks for it.
    """
    order, _, dispute = lock_dispute(dispute_id)
    ensure_may(actor, RIGHT)
    if not text.strip() or len(text) > LONGEST:
        raise InvalidInput(f"Evidence is a text of 1 to {LONGEST} characters.", field="text")
    if reasons := evidence_blockers(dispute):
        raise MoveRefused("send evidence", reasons)
    dispute.evidence, dispute.evidence_by = text.strip(), actor.label
    dispute.evidence_attempts += 1
    dispute.save(update_fields=["evidence", "evidence_by", "evidence_attempts"])
    present_dispute(dispute, actor=actor)
    if isinstance(gateway_named(dispute.gateway), TakesEvidence):
        publish(EvidenceGiven(order_id=order.pk, dispute_id=dispute.pk), actor=actor)
    else:
        _answered(dispute, actor=actor)
    return dispute


def evidence_blockers(dispute: Dispute) -> list[Blocker]:
    """Why no evidence can be given now."""
    if dispute.kind == DisputeKind.WARNING:
        return [Blocker("wrong_state", "a warning asks for no evidence.")]
    if dispute.state not in DISPUTE_OPEN:
        return [Blocker("wrong_state", f"it is {dispute.get_state_display().lower()}.")]
    if dispute.evidence:
        return [Blocker("given", "the bank was told already.", fix="Wait for its word.", turns_on="dispute")]
    if dispute.evidence_due_at is not None and dispute.evidence_due_at <= timezone.now():
        return [Blocker("too_late", f"the time ended at {dispute.evidence_due_at:%Y-%m-%d %H:%M} UTC.")]
    return []


def hand_in_evidence(*, dispute_id: int) -> None:
    """Pass the kept text on to the bank; safe to run twice. No lock is held while the wire is open."""
    dispute = Dispute.objects.select_related("payment__order").get(pk=dispute_id)
    ensure_practice_stays(dispute.payment.order, dispute.gateway)
    gateway = gateway_named(dispute.gateway)
    if dispute.evidence_sent_at is not None or not dispute.evidence or not isinstance(gateway, TakesEvidence):
        return
    attempt = dispute.evidence_attempts
    faults.hit("evidence.before_call")
    try:
        gateway.submit_evidence(reference=dispute.reference, text=dispute.evidence, key=_key(dispute))
    except Declined as error:
        record_evidence_refused(dispute_id=dispute_id, attempt=attempt, reason=error.message)
        return
    faults.hit("evidence.after_call")
    record_evidence_sent(dispute_id=dispute_id, attempt=attempt)


def _key(dispute: Dispute) -> str:
    """One per attempt: a gateway answers a key it knows as it did before, and other words under it are a mistake."""
    attempt = dispute.evidence_attempts
    return f"evidence-{dispute.pk}" if attempt <= 1 else f"evidence-{dispute.pk}-{attempt}"


@service
def record_evidence_sent(*, dispute_id: int, attempt: int) -> None:
    """The bank has it. Repetition changes nothing, nor does the answer to what is evidence no more."""
    _, _, dispute = lock_dispute(dispute_id)
    if _is_on_its_way(dispute, attempt):
        _answered(dispute, actor=SYSTEM)


def _is_on_its_way(dispute: Dispute, attempt: int) -> bool:
    """Whether that attempt is the one nobody has answered for: an inquiry may have become a chargeback meanwhile."""
    return bool(dispute.evidence) and dispute.evidence_sent_at is None and dispute.evidence_attempts == attempt


@service
def record_evidence_refused(*, dispute_id: int, attempt: int, reason: str) -> None:
    """The gateway did not take it: it may be given again, and a person is told."""
    _, _, dispute = lock_dispute(dispute_id)
    if not _is_on_its_way(dispute, attempt):
        return
    dispute.evidence = ""
    dispute.save(update_fields=["evidence"])
    present_dispute(dispute)
    Alert.objects.get_or_create(
        kind="evidence_refused", reference=f"dispute {dispute.pk}", closed_at=None,
        defaults={"message": f"{dispute}: the gateway did not take the evidence. {reason}"},
    )  # fmt: skip


def _answered(dispute: Dispute, *, actor: Actor) -> None:
    dispute.evidence_sent_at = timezone.now()
    before = dispute.state
    if before == DisputeState.NEEDS_RESPONSE:
        perform(dispute, "answer", actor=actor)
    dispute.save(update_fields=["state", "evidence_sent_at"])
    fact = DisputeAnswered(order_id=dispute.order_id, dispute_id=dispute.pk)
    publish(fact, actor=actor, changes={dispute.kind: [before, dispute.state]})
