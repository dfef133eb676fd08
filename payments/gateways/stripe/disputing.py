"""Answer a dispute at Stripe. Source: docs.stripe.com/api/disputes/update."""

import stripe

from payments.gateways.stripe.reactions import silence_about


def submit_evidence(client: stripe.StripeClient, *, reference: str, text: str, key: str) -> None:
    """Hand the text in for the bank, which is possible once; the same key twice is once.

    Raises Declined when the dispute is over or was answered, and Unavailable otherwise: the key makes repeating safe.
    """
    try:
        client.v1.disputes.update(
            reference, {"evidence": {"uncategorized_text": text}, "submit": True}, {"idempotency_key": key}
        )
    except stripe.StripeError as error:
        raise silence_about(error) from error
