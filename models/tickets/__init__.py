"""Tickets: life cycle, notes, queue views."""
