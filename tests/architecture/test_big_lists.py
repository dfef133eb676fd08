"""The lists of tables that grow for ever: nothing in them counts the table, skips over it or reads it for a filter."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import get_fields_from_path
from django.db import models

from core.admin.base import OmsAdmin
from core.admin.keyset import has_keyset

# Rows that come with every order, act or message.
BIG = (
    "core.Event", "core.Effect", "core.IdempotencyKey", "core.ImportRow",
    "customers.Customer", "inventory.StockMovement", "inventory.Reservation",
    "orders.Order", "orders.OrderLine", "orders.OrderHold", "orders.Attachment",
    "payments.Payment", "payments.Refund", "payments.GatewayEvent", "payments.Document", "payments.RiskAssessment",
    "payments.BankLine", "fulfillment.FulfillmentOrder", "fulfillment.Parcel", "fulfillment.PickBatch",
    "fulfillment.PickTask", "shipping.ShippingLabel", "returns.Return", "support.Case", "support.InboundMail",
    "notifications.Message", "notifications.WebhookDelivery",
)  # fmt: skip


def admin_of(label: str) -> admin.ModelAdmin:
    return admin.site._registry[apps.get_model(label)]


def shown(label: str) -> bool:
    return apps.get_model(label) in admin.site._registry


@pytest.mark.parametrize("label", [label for label in BIG if shown(label)])
def test_a_big_list_is_paged_by_place_and_counts_nothing(label, rf):
    one, request = admin_of(label), rf.get("/")

    assert has_keyset(one, request), f"{label} is sorted by what no index leads to"
    assert (one.show_full_result_count, one.show_facets, one.date_hierarchy) == (False, ShowFacets.NEVER, None)
    assert one.list_per_page <= 100


def test_no_list_of_the_office_counts_its_table():
    counting = {
        one.opts.label
        for one in admin.site._registry.values()
        if isinstance(one, OmsAdmin) and (one.show_full_result_count or one.show_facets != ShowFacets.NEVER)
    }

    assert counting == set()


@pytest.mark.parametrize("label", [label for label in BIG if shown(label)])
def test_no_filter_of_a_big_list_reads_the_table_for_its_choices(label):
    reading = []
    for each in admin_of(label).list_filter:
        name, kind = each if isinstance(each, tuple | list) else (each, None)
        if kind is not None or not isinstance(name, str):
            continue
        field = get_fields_from_path(apps.get_model(label), name)[-1]
        is_fixed = bool(field.choices) or isinstance(field, models.BooleanField | models.DateField)
        is_short = field.is_relation and field.related_model._meta.label not in BIG
        if not is_fixed and not is_short:
            reading.append(name)

    assert reading == []
