"""The catalogue, owned products and what they entitle to."""
