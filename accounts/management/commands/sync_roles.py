from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.roles import sync_roles


class Command(BaseCommand):
    help = "Gives every role's group the rights of the table in accounts/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        for title, count in sync_roles().items():
            self.stdout.write(f"{title:<16}{count:>5} rights")
