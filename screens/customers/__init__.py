"""Customer files: read, edited, merged; numbers masked until a reason is given."""
