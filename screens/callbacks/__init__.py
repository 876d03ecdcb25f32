"""Callbacks (F6): the list of those that are owed, one callback with its survey, planned interviews."""
