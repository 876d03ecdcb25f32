"""The list of complaints, one case whole, and the commands that work on cases."""
