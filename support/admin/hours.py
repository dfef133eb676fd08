from django.contrib import admin

from core.admin.base import OmsAdmin, OmsInline
from support.models import Holiday, OpeningHours, SupportCalendar


class OpeningHoursInline(OmsInline):
    model = OpeningHours
    tab = False


class HolidayInline(OmsInline):
    model = Holiday
    tab = False


@admin.register(SupportCalendar)
class SupportCalendarAdmin(OmsAdmin):
    """When people answer: only these hours count for the limits of policies that name the calendar."""

    when_empty = "Every hour counts. Add a calendar and name it in the SLA policies."
    list_display = ["name", "time_zone"]
    ordering = ["name"]
    inlines = [OpeningHoursInline, HolidayInline]
