"""Write who may do what into docs/reference/rights.md."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from desk.doors.matrix import drawn, read


class Command(BaseCommand):
    help = "Draw the matrix of rights, every door of the house by role, into docs/reference/rights.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "reference" / "rights.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        text = drawn()
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(read(text))} doors written into {page.relative_to(settings.BASE_DIR)}.")
