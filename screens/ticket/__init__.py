"""The screen of one ticket, and the commands that work on tickets wherever they are listed."""
