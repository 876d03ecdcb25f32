"""Errors that nobody foresaw: each goes to the log under a reference that a person can pass on."""

from __future__ import annotations

import logging
import uuid

log = logging.getLogger("workstation.unforeseen")


def take_down(error: BaseException) -> str:
    """Writes `error` to the log and returns its reference; a person reads the reference only."""
    reference = uuid.uuid4().hex[:8]
    log.error("unforeseen error %s", reference, exc_info=error)
    return reference
