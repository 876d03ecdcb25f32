"""Bringing in what another system knows: a file, a mapping from its columns to ours, and a report of what was refused."""
