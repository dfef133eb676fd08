from django.contrib import admin
from django.http import HttpRequest

from accounts.selectors import actor_of
from core.admin.base import OmsAdmin, ReadOnlyAdmin
from shipping.admin.account_form import AccountForm
from shipping.models import CarrierAccount, RateQuote
from shipping.services.credentials import keep_credentials


@admin.register(CarrierAccount)
class CarrierAccountAdmin(OmsAdmin):
    """Carriers we have a contract with."""

    form = AccountForm
    list_display = ["name", "code", "carrier", "priority", "is_active", "is_practice"]
    fields = [
        ("name", "code"), ("carrier", "priority"), "tracking_url", "services", "options", ("is_active", "is_practice"),
        ("credentials_shown", "new_credentials"),
    ]  # fmt: skip
    readonly_fields = ["credentials_shown"]

    def save_model(self, request: HttpRequest, obj: CarrierAccount, form: AccountForm, change: bool) -> None:
        """Only the fields of the form are written; credentials go their own way, sealed."""
        if change:
            obj.save(update_fields=[name for name in form.changed_data if name != "new_credentials"] or ["name"])
        else:
            obj.save()
        if given := form.cleaned_data.get("new_credentials"):
            keep_credentials(carrieraccount_id=obj.pk, credentials=given, actor=actor_of(request.user))

    @admin.display(description="Credentials")
    def credentials_shown(self, account: CarrierAccount) -> str:
        """That there are some, and since when; what they are is shown to nobody."""
        if not account.sealed_credentials or account.credentials_changed_at is None:
            return "None."
        return f"Sealed, given {account.credentials_changed_at:%Y-%m-%d %H:%M} UTC."


@admin.register(RateQuote)
class RateQuoteAdmin(ReadOnlyAdmin):
    """What carriers asked for parcels."""

    list_display = ["quoted_at", "parcel", "account", "service", "amount", "currency", "transit_days"]
    list_select_related = ["parcel", "account"]
    search_fields = ["parcel__number__iexact"]
    ordering = ["-id"]
