"""What is asked before a file is kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.admin.move_form import MoveForm
from orders.errors import FileRefused
from orders.filing.checking import ensure_size
from orders.filing.naming import safe_name
from orders.filing.sniffing import ALLOWED, SUFFIXES

ACCEPT = ",".join(f".{suffix}" for suffixes in SUFFIXES.values() for suffix in suffixes if suffix)


class AttachForm(MoveForm):
    """One file; the service gets its name and content."""

    file = forms.FileField(
        label="File", help_text=f"{ALLOWED}. Programs and web pages are refused.", max_length=400,
        widget=forms.FileInput(attrs={"accept": ACCEPT, "class": "oms-input"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another one."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def clean_file(self) -> UploadedFile:
        given: UploadedFile = self.cleaned_data["file"]
        try:
            ensure_size(safe_name(given.name or ""), given.size or 0)
        except FileRefused as error:
            raise ValidationError(error.message) from error
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        file: UploadedFile = given.pop("file")
        return {**given, "name": file.name or "", "content": file.read()}
