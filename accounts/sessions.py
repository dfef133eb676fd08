"""Sessions in the database, as Django keeps them; each page asks for one, so that the statement is written once."""

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.compiled import Compiled

_by_key: Compiled[Session] = Compiled(lambda key: Session.objects.filter(session_key=key))


class SessionStore(InDatabase):
    """Django finds this class by its name."""

    def _get_session_from_db(self) -> Session | None:
        found = [one for one in _by_key(self.session_key or "") if one.expire_date > timezone.now()]
        if not found:
            self._session_key = None
            return None
        return found[0]
