"""Stripe's errors by what we do about them. Source: docs.stripe.com/error-handling, docs.stripe.com/error-codes."""

import httpx
import stripe

from core.errors import Declined, Misconfigured, OmsError, OutcomeUnknown, Unavailable
from payments.errors import AuthorizationLapsed

# Nothing left our house, so nothing happened.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LAPSED = frozenset(
    {"capture_charge_authorization_expired", "charge_expired_for_capture", "payment_intent_unexpected_state"}
)
_OURS = ("parameter_", "api_key", "url_invalid", "testmode_", "livemode_", "account_", "secret_key")
CONFLICT = 409


def reaction_to(error: stripe.StripeError) -> OmsError:
    """What a failed act means: Unavailable, Declined, Misconfigured, or that nobody knows."""
    code = str(error.code or "")
    if isinstance(error, stripe.APIConnectionError):
        return _broken_line(error)
    if isinstance(error, stripe.RateLimitError):
        return Unavailable("Stripe is busy; the same key may be sent again.", gateway_code=code)
    if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        return Misconfigured("Stripe refused our secret key, or it lacks a permission.", gateway_code=code)
    if error.http_status == CONFLICT:
        return Unavailable("Stripe is still working on this very key.", gateway_code=code)
    if isinstance(error, stripe.IdempotencyError):
        return Misconfigured("Stripe knows this key for another request.", gateway_code="key_reused")
    if isinstance(error, stripe.CardError):
        return Declined(_sentence(error), gateway_code=code)
    if isinstance(error, stripe.InvalidRequestError):
        return _refusal(error, code)
    return OutcomeUnknown(f"Stripe failed with {error.http_status}; it may have acted.", gateway_code=code)


def silence_about(error: stripe.StripeError) -> OmsError:
    """What a failed question means: ask again later, unless it is our own mistake."""
    reaction = reaction_to(error)
    if isinstance(reaction, (Misconfigured, Declined)):
        return reaction
    return Unavailable(f"Stripe cannot be asked: {reaction.message}")


def _broken_line(error: stripe.APIConnectionError) -> OmsError:
    if isinstance(error.__cause__, _NOT_SENT):
        return Unavailable(f"Stripe does not answer: {error.__cause__}.")
    return OutcomeUnknown(f"The line to Stripe broke: {error.__cause__!r}; it may have acted.")


def _refusal(error: stripe.InvalidRequestError, code: str) -> OmsError:
    if code in _LAPSED:
        return AuthorizationLapsed(_sentence(error), gateway_code=code)
    if code.startswith(_OURS):
        return Misconfigured(f"Stripe could not read our request: {_sentence(error)}", gateway_code=code)
    return Declined(_sentence(error), gateway_code=code)


def _sentence(error: stripe.StripeError) -> str:
    return str(error.user_message or "Stripe refused without a reason.")[:300]
