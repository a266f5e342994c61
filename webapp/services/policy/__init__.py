"""The one policy: who stands how to what, what that permits, and nothing else.

`matrix` is the data, `relations` says who stands how to an object on a day, `decide` puts both together, `lists` says
the same in SQL, `own_case` keeps everybody away from the own case. What no row permits is refused.
"""
