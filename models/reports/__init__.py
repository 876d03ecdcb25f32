"""The figures that a centre is judged by, each defined once, and what the supervisor's board shows."""
