"""The append-only event log: audit trail, timelines and live feed in one."""
