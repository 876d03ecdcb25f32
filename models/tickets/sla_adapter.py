"""Tickets join the service-level engine."""

from __future__ import annotations

from models.events.tables import Subject
from models.sla.subjects import RecordAdapter, register

register(Subject.TICKET, RecordAdapter(Subject.TICKET))
