"""Orders and payments together, and the one mail that takes a customer to paying."""

from django.utils.module_loading import import_string

ALL = import_string("oms.wiring.WIRING")
HEARD = ("orders.", "payments.", "notifications.tasks.mail_pay_link")

WIRING = {fact: [task for task in tasks if task.startswith(HEARD)] for fact, tasks in ALL.items()}
