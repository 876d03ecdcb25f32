"""The process's own desk: wires the screens to the database of this process."""

from __future__ import annotations

from screens.desk import DeskApp


class Workstation(DeskApp):
    """The desk of one process."""
