"""What the README and the pictures in docs/ are made of, so that neither can say what the program doesn't do."""
