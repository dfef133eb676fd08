from anymail.signals import tracking
from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Notifications"

    def ready(self) -> None:
        from notifications.tracking.signals import hear  # noqa: PLC0415 - models are not loaded before

        tracking.connect(hear, dispatch_uid="notifications.hear")
