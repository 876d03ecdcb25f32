"""The ticket queue (F5)."""
