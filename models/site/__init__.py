"""The company itself: its name, zone, settings and regional centres."""
