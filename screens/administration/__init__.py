"""What the administration does at a desk: staff and the site's settings."""
