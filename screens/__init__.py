"""What people see: screens, widgets, dialogs and commands. Asks the domain through one door, knows nothing of SQL."""
