"""What customers thought, by SKU, carrier, picker and channel; of one row the ratings behind it."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from catalog.models import Channel
from support.selectors.ratings import GROUPS, RATINGS_SHOWN, ROWS_SHOWN, ratings_behind, ratings_by

PERIODS = (30, 90, 365)
# Who rates people sees it, who is rated does not.
RIGHT = "support.view_feedback"


def ratings(request: HttpRequest) -> HttpResponse:
    """The figures of a period, narrowed to a channel; pickers only for who leads."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    groups = [group for group in GROUPS if group[0] != "picker" or request.user.has_perm("support.rate_pickers")]
    asked = request.GET
    group = asked.get("by", "") if asked.get("by", "") in dict(groups) else "sku"
    days = int(asked["days"]) if asked.get("days", "") in map(str, PERIODS) else 90
    channels = list(Channel.objects.filter(is_practice=False).order_by("name").values_list("pk", "name"))
    channel = next((pk for pk, _ in channels if str(pk) == asked.get("channel", "")), None)
    since = timezone.now() - timedelta(days=days)
    rows = ratings_by(group, since=since, channel_id=channel)
    chosen = next((row for row in rows if str(row.key) == asked.get("key", "")), None)
    context = {
        **admin.site.each_context(request),
        "title": "Ratings", "groups": groups, "group": group, "group_label": dict(groups)[group], "days": days,
        "periods": PERIODS, "channels": channels, "channel": channel, "rows": rows, "chosen": chosen,
        "row_limit": ROWS_SHOWN, "limit": RATINGS_SHOWN,
        "given": ratings_behind(group, chosen.key, since=since, channel_id=channel) if chosen else (),
    }  # fmt: skip
    return TemplateResponse(request, "desk/ratings.html", context)
