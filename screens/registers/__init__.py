"""The registers: choose one, look at it, write it into a file."""
