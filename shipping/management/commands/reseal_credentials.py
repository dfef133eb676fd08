from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Misconfigured
from shipping.services.credentials import reseal_credentials


class Command(BaseCommand):
    help = "Seal all carriers' credentials with the first of SEALING_KEYS; afterwards the old key can go."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = reseal_credentials()
        except Misconfigured as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{count} accounts resealed.")
