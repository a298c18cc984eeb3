"""How a server writes its log: one JSON object a line on standard error, exceptions without the values of variables.

A line that is written while a request is answered bears its name, ``request``: the ``X-Request-ID`` of the answer.
"""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import Processor

SAID: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
"""What every line says besides its event."""

WRITTEN = structlog.processors.JSONRenderer(ensure_ascii=False)

LOG_OF_SERVER: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "sor.cli.server_log.json_lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "loggers": {"uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
"""How the web server below the doors writes what it has to say: as the doors do (form of ``logging.config``)."""


def configure() -> None:
    """For this process."""
    structlog.configure(
        processors=[*SAID, WRITTEN],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def json_lines() -> logging.Formatter:
    """Writes the messages of programs that know nothing of structlog in the same form."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, WRITTEN], foreign_pre_chain=SAID
    )
