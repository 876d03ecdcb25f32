"""Documents that leave the program: forms to be printed and signed, statistics, registers."""
