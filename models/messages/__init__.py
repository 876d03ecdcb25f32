"""Short messages from one colleague to another's desk."""
