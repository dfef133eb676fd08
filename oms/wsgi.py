"""The web process's entrance."""

import os

from django.core.wsgi import get_wsgi_application

from oms.signs_of_life import keep_telling
from oms.telemetry.switches import start_watching

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings.local")

# Before the application: traces are a middleware among the others.
start_watching()
application = get_wsgi_application()
keep_telling("web")
