"""What the columns of shops' keys say: a shop is no person."""

from core.privacy import table

TABLES = [
    table(
        "api.apikey",
        none="id channel name prefix scopes requests_per_minute made_by created_at expires_at revoked_at last_used_at",
        sealed="key_hash",
    ),
]  # fmt: skip
