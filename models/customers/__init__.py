"""Customer files: people and companies, contacts, numbers, levels."""
