"""Counts that the office enters know of the units in pickers' totes, as those of the floor do."""

from dataclasses import replace

from django.contrib import admin

from fulfillment.services.bin_counting import enter_office_count
from inventory.admin.counts import COUNT_MOVES, CycleCountAdmin
from inventory.models import CycleCount

admin.site.unregister(CycleCount)


@admin.register(CycleCount)
class CycleCountPageAdmin(CycleCountAdmin):
    """Bins counted, and differences that wait for a second person."""

    moves = {**COUNT_MOVES, "record": replace(COUNT_MOVES["record"], service=enter_office_count)}
