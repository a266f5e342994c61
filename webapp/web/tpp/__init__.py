"""Pages of the monthly allowance (TPP): the admins' desk, and each person's own explanation."""
