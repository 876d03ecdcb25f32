"""The ground floor: the domain's tables, operations and queries. Knows nothing of screens."""
