"""Pages of results of units, the yearly board, evaluations, sheets and what follows."""
