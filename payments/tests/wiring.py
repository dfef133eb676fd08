"""Orders and payments together: what the floors above would hear stays unheard."""

from oms.wiring import WIRING as ALL

WIRING = {fact: [task for task in tasks if task.startswith(("orders.", "payments."))] for fact, tasks in ALL.items()}
