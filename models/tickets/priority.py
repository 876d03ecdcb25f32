"""The priority that the desk proposes for a ticket; a person may choose another."""

from __future__ import annotations

from models.customers.tables import CustomerLevel
from models.sla.tables import Priority
from models.tickets.tables import Grade

_RISING = (Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.URGENT)

MATRIX: dict[Grade, dict[Grade, Priority]] = {
    Grade.CRITICAL: {
        Grade.CRITICAL: Priority.URGENT,
        Grade.HIGH: Priority.URGENT,
        Grade.MEDIUM: Priority.HIGH,
        Grade.LOW: Priority.HIGH,
    },
    Grade.HIGH: {
        Grade.CRITICAL: Priority.URGENT,
        Grade.HIGH: Priority.HIGH,
        Grade.MEDIUM: Priority.HIGH,
        Grade.LOW: Priority.MEDIUM,
    },
    Grade.MEDIUM: {
        Grade.CRITICAL: Priority.HIGH,
        Grade.HIGH: Priority.HIGH,
        Grade.MEDIUM: Priority.MEDIUM,
        Grade.LOW: Priority.MEDIUM,
    },
    Grade.LOW: {
        Grade.CRITICAL: Priority.HIGH,
        Grade.HIGH: Priority.MEDIUM,
        Grade.MEDIUM: Priority.MEDIUM,
        Grade.LOW: Priority.LOW,
    },
}
"""Severity, then urgency. Only what is critical on one side and at least high on the other is urgent by itself."""


def proposed_priority(severity: Grade, urgency: Grade, level: CustomerLevel | None) -> Priority:
    """The matrix's priority, one step higher for a VIP."""
    priority = MATRIX[severity][urgency]
    if level is not CustomerLevel.VIP:
        return priority
    return _RISING[min(_RISING.index(priority) + 1, len(_RISING) - 1)]
