"""The part of Stripe's protocol that a shop needs to take cards, over the sandbox's truth and fault switches.

Source: Stripe's API reference (PaymentIntents, Refunds, Checkout Sessions, Errors, Idempotent requests).
"""
