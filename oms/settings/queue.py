"""Celery: rows in PostgreSQL are the record of what is to be done, the broker only wakes workers."""

from kombu import Exchange, Queue

from oms import env
from oms.beat import SCHEDULE

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")

# The sweep has a queue of its own: it frees what a dead worker held, and must not stand behind what is to be done.
QUEUES = ("sweeps", "payments", "labels", "mail", "default", "bulk", "hooks")
# What one process of a worker may hold; an effect that wants more fails.
WORKER_MEMORY_MB = env.number("WORKER_MEMORY_MB", 1024)

CELERY_BROKER_URL = env.broker(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_QUEUES = tuple(Queue(name, Exchange("oms"), routing_key=name) for name in QUEUES)
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_DEFAULT_EXCHANGE = "oms"
CELERY_TASK_DEFAULT_ROUTING_KEY = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 20
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A killed worker's message returns in seconds instead of a minute and a half; a hung broker costs a request one second.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    # A dead broker is not knocked at again while a customer waits: four knocks took six seconds.
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE
