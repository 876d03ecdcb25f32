"""Callbacks owed to customers and the attempts to make them."""
