"""Boxes that look rows up as one types."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect

LONGEST_KEY = 18


class LookupSelect(AutocompleteSelect):
    """Shows a form again whatever was sent: Django's own asks the database even for what is no key, and fails."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        keys = [one for one in value if str(one).isdecimal() and str(one).isascii() and len(str(one)) <= LONGEST_KEY]
        return super().optgroups(name, keys, attr)
