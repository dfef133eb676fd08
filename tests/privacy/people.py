"""Who asks and who agrees."""

from core.actors import Actor

ASKS = Actor(kind="user", reference="1", name="Anna", rights=frozenset({"customers.request_erasure"}))
AGREES = Actor(kind="user", reference="2", name="Bert", rights=frozenset({"customers.confirm_erasure"}))
RIGHTS = frozenset({"customers.export_customer", "customers.place_legalhold", "customers.release_legalhold"})
CLERK = Actor(kind="user", reference="3", name="Cleo", rights=RIGHTS)
