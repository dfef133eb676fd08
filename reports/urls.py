"""The reports' pages, under the admin's address and its content policy.

Not beside the lists of this app, which have ``admin/reports/<model>/``.
"""

from django.contrib import admin
from django.urls import path

from reports.screens.pages import report_page, reports

app_name = "reports"
urlpatterns = [
    path("admin/reports/", admin.site.admin_view(reports), name="reports"),
    path("admin/reports/show/<slug:slug>/", admin.site.admin_view(report_page), name="report"),
]
