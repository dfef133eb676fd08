"""The lists everybody starts with."""

from django.db import migrations

HOUSE = (
    ("Needs review", "queue=needs_review"),
    ("On hold", "is_on_hold__exact=1"),
    ("Payment problems", "queue=payment_problem"),
    ("Backorders past promise", "queue=late_backorder"),
    ("Unplaced drafts", "state=draft"),
)


def add_house_views(apps, schema_editor):
    views = apps.get_model("orders", "SavedView").objects
    for position, (name, query) in enumerate(HOUSE, start=1):
        views.create(
            list_name="orders.order", name=name, query=query, is_shared=True, is_counted=True, position=position
        )


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunPython(add_house_views, migrations.RunPython.noop)]
