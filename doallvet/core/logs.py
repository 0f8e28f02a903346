"""Logs as JSON lines, each with the id of its request."""

import logging
import re
from typing import Any

import structlog

SECRET = re.compile(r"(/(?:l|calendar|unsubscribe|accounts/confirm-email|accounts/password/reset/key)/)[^/\s\"']+")


def keep_secrets(_logger: Any, _method: str, said: dict[str, Any]) -> dict[str, Any]:
    """Leave out of addresses what people searched for, and the tokens of links, with which anybody could enter."""
    if "request" in said:
        said["request"] = said["request"].split("?")[0]
    return {key: SECRET.sub(r"\1...", value) if isinstance(value, str) else value for key, value in said.items()}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.format_exc_info,
    keep_secrets,
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def formatter() -> logging.Formatter:
    """Make the formatter that the LOGGING setting names."""
    return structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(), foreign_pre_chain=SHARED)
