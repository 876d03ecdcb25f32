"""Closing a customer's account: personal data erased everywhere, legal holds that forbid it."""
