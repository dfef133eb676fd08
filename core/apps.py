from django.apps import AppConfig
from django.db.models.signals import pre_migrate

from core.old_history import refuse_old_history


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "House keeping"

    def ready(self) -> None:
        pre_migrate.connect(refuse_old_history, sender=self)
