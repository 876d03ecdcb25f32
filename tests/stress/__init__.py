"""Faults tried on purpose, many times; run apart from the suite with `python -m tests.stress`."""
