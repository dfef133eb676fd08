"""A customer's page with what the floors above know of them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.admin.chips import chip
from customers.admin.customers import CustomerAdmin
from customers.models import Customer
from notifications.selectors.reaching import reachability
from reports.lists import PERSONAL
from returns.selectors.returners import standings_of

admin.site.unregister(Customer)


@admin.register(Customer)
class CustomerPageAdmin(CustomerAdmin):
    """Who buys, how much of it they send back, and whether they can be reached."""

    readonly_fields = [*CustomerAdmin.readonly_fields, "returns_shown", "reaching_shown"]
    fieldsets = [
        *CustomerAdmin.fieldsets,
        ("Returns", {"fields": ["returns_shown"]}),
        ("Messages", {"fields": ["reaching_shown"]}),
    ]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """The table that can be taken in again is full of people; the list's own download leaves them out."""
        return bool(super().has_export_permission(request) and request.user.has_perm(PERSONAL))

    @admin.display(description="Mails and texts")
    def reaching_shown(self, customer: Customer) -> SafeString | str:
        if customer.pk is None:
            return "Nothing yet."
        return format_html_join(SafeString("<br>"), "{}", ((one,) for one in reachability(customer)))

    @admin.display(description="Sent back")
    def returns_shown(self, customer: Customer) -> SafeString | str:
        if customer.pk is None:
            return "Nothing yet."
        rows = [
            (channel.name, standing.sentence, chip("Sends most of it back", "bad") if standing.is_serial else "")
            for channel, standing in standings_of(customer.pk, now=timezone.now())
        ]
        shown = format_html_join(SafeString("<br>"), "{}: {} {}", rows)
        return shown or "No channel they bought in has a rule for it, or nothing was shipped."
