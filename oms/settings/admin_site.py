"""The look of the office: names of the theme's own settings."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Orders",
    "SITE_HEADER": "Orders",
    "SITE_SYMBOL": "package_2",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
}
