from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SavedView(models.Model):
    """A list's filters under a name: a person's own, or shared with a role or with everybody.

    Without an owner it is one of the house's own.
    """

    list_name = models.CharField(max_length=80, help_text="The list it belongs to, as app.model.")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)
    columns = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, db_default=[],
        help_text="What a file of it holds; empty: the list's usual columns.",
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    is_shared = models.BooleanField(default=False)
    role = models.ForeignKey(
        "auth.Group", null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        help_text="Shared with this role alone; empty: with everybody.",
    )  # fmt: skip
    is_counted = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="saved_view_name_unique"),
            models.CheckConstraint(condition=Q(is_shared=True) | Q(role=None), name="saved_view_role_is_shared"),
        ]
        permissions = [("share_savedview", "Can share a saved view with others")]

    def __str__(self) -> str:
        return self.name
