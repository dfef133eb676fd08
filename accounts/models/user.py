from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class User(AbstractUser):
    """A member of staff; what they may do comes from their groups (roles)."""

    time_zone = models.CharField(max_length=64, default=timezone.get_default_timezone_name)

    class Meta(AbstractUser.Meta):
        pass
