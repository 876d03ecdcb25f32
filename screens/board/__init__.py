"""The supervisor's board: who waits, who works, what is late, how the day runs."""
