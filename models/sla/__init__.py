"""Calendars, policies, clocks, the sweep and alerts."""
