"""Orders and payments together: what the floors above would hear stays unheard."""

from django.utils.module_loading import import_string

ALL = import_string("oms.wiring.WIRING")

WIRING = {fact: [task for task in tasks if task.startswith(("orders.", "payments."))] for fact, tasks in ALL.items()}
