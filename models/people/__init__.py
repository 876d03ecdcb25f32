"""Staff, roles, permissions, sessions, agent states and skills."""
