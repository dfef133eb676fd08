from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


class ReturnReason(models.Model):
    """Why goods come back: a tree of headings and reasons below them, as offered to customers and told in reports."""

    code = models.SlugField(max_length=32, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name="heading", null=True, blank=True, on_delete=models.PROTECT, related_name="children",
        limit_choices_to={"is_heading": True}, help_text="Empty: it stands by itself.",
    )  # fmt: skip
    is_heading = models.BooleanField(
        default=False, db_default=False, help_text="Only a title above others: nobody can choose it."
    )
    label = models.CharField(max_length=80)
    label_de = models.CharField("label in German", max_length=80, blank=True)
    is_our_fault = models.BooleanField(default=False, help_text="No fees, and we pay the label.")
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_heading=False) | Q(parent=None),
                name="return_heading_on_top",
                violation_error_message="A heading stands on top: leave its own heading empty.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def label_in(self, language: str) -> str:
        """The label in a language; in English where there is none."""
        return (self.label_de if language == "de" else "") or self.label

    def clean(self) -> None:
        if self.is_heading and self.parent_id is not None:
            raise ValidationError({"parent": "A heading stands on top: leave its heading empty."})
        if self.parent is not None and not self.parent.is_heading:
            raise ValidationError({"parent": "Choose a heading."})
        if not self.is_heading and self.pk and self.children.exists():
            raise ValidationError({"is_heading": "Reasons stand below it: move them first."})
