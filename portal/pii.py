"""What the customer's pages keep of people: who asked for a link, until a worker has looked."""

from core.privacy import Retention, table

TABLES = [
    table("portal.linkwish", addressed=["email"], none="id number asked_at", contact="email"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="link_wishes", label="Wishes for a link nobody worked on", model="portal.linkwish", days=1, least=1,
        most=30, since="t.asked_at", deletes=True,
    ),
]  # fmt: skip
