"""What the wish for a lost link says of people: for the second until a worker has looked."""

from core.privacy import table

TABLES = [
    table(
        "portal.linkwish",
        of="t.number IN (SELECT o.number FROM orders_order o WHERE o.id IN ({orders}))",
        none="id asked_at",
        contact="email",
        identity="number",
    ),
]
