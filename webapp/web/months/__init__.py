"""Pages of the action plan, the monthly sheets and the leader's board of a month."""
