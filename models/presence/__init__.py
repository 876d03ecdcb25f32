"""Who has which record open at a desk now."""
