"""By whose name the past is known again: nobody of the demo's simulated people touches it."""

from core.actors import Actor

PAST = Actor(kind="demo_past", name="The demo's past", is_trusted=True)
