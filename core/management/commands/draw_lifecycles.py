"""Draw every state machine into docs/lifecycle."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.lifecycles import drawings


class Command(BaseCommand):
    help = "Write one page with a diagram per state machine into docs/lifecycle."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "lifecycle"
        folder.mkdir(parents=True, exist_ok=True)
        pages = drawings()
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        for page in folder.glob("*.md"):
            if page.name not in pages:
                page.unlink()
        self.stdout.write(f"{len(pages)} machines drawn into {folder.relative_to(settings.BASE_DIR)}.")
