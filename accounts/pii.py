"""What the columns of staff accounts say. Our own people are no customers: their accounts end with their work."""

from core.privacy import table

TABLES = [
    table("accounts.user_groups", none="id user group"),
    table("accounts.user_user_permissions", none="id user permission"),
    table(
        "accounts.user",
        none="id last_login is_superuser is_staff is_active date_joined time_zone",
        staff="username first_name last_name email", sealed="password",
    ),
]  # fmt: skip
