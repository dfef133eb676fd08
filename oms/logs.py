"""Lines for people on a console, or one line of JSON each for a collector: when, how grave, who, what, named values."""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import Processor

from core.cards import mask_cards
from core.links.masking import mask_tokens

BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
]


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a line without card numbers and customers' links, wherever they come from: message, values, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_tokens(mask_cards(super().format(record)))


def renderer() -> structlog.dev.ConsoleRenderer:
    """Tracebacks as Python prints them.

    The renderer's own show every local variable, which is customers' data in a log, and takes most of a second.
    """
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )  # fmt: skip


def json_renderer() -> structlog.processors.JSONRenderer:
    """One object a line; what JSON does not know is written as text."""
    return structlog.processors.JSONRenderer(default=str, ensure_ascii=False)


# Lines a collector wants for each request and effect; a person who reads along would see nothing else.
TOO_MANY_TO_READ = ("oms.requests", "core.effects.runner")
FOR_COLLECTORS: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.format_exc_info,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
    structlog.processors.EventRenamer("message"),
]


def processors_of(form: str) -> list[Processor]:
    """How the last step renders: ``console`` or ``json``."""
    if form == "json":
        return [*FOR_COLLECTORS, json_renderer()]
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer()]


def logging_config(*, level: str, form: str = "console") -> dict[str, Any]:
    """A ``dictConfig`` that renders both structlog's and the standard library's records alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "console": {
                "()": MaskingFormatter,
                "processors": processors_of(form),
                "foreign_pre_chain": BEFORE,
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "console"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            **({} if form == "json" else {name: {"level": "WARNING"} for name in TOO_MANY_TO_READ}),
            "django.db.backends": {"level": "WARNING"},
            "django.utils.autoreload": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "stripe": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
        },
    }
