"""Dialogs that more than one screen uses."""
