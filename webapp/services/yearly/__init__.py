"""Results of units, the yearly board and evaluation, and what follows from it."""
