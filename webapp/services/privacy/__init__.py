"""Privacy by Law 27/2022: copies of one's own data, retention, reports of a breach, figures about few people.

May use storage, the policy and other services; knows no page. Which table holds whose data stands in one list
(`register`), by which the copy is made and which the register of processing must agree with.
"""
