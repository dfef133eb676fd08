"""The address plan."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

PLAN = (
    ("", "desk.urls"),
    ("", "reports.urls"),
    ("warehouse/", "fulfillment.urls"),
    ("warehouse/", "shipping.urls"),
    ("warehouse/", "fulfillment.stock_urls"),
    ("warehouse/", "returns.urls"),
    ("o/", "portal.urls"),
    ("mail/", "portal.wishes_urls"),
    ("api/v1/", "api.urls"),
    ("webhooks/payments/", "payments.urls"),
    ("webhooks/channels/", "desk.channels.urls"),
    ("webhooks/mail-reports/", "notifications.tracking.urls"),
    ("webhooks/mail/", "support.urls"),
    ("webhooks/shipping/", "shipping.webhook_urls"),
)


def exists(module: str) -> bool:
    return find_spec(module.partition(".")[0]) is not None and find_spec(module) is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/admin/"), name="home"),
    *(path(prefix, include(module)) for prefix, module in PLAN if exists(module)),
    path("admin/", admin.site.urls),
]

handler400 = "oms.outage.bad_request"
handler500 = "oms.outage.server_error"
