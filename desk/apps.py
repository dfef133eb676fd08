from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Desk"

    def ready(self) -> None:
        """All lists are registered by now: django.contrib.admin was made ready before us."""
        from desk.admin.reported import offer_figures  # noqa: PLC0415 - models are not loaded before

        offer_figures()
