"""The pages. A view is a contract plus a few lines: parse, one service call, template or redirect.

The only room (with the API) that knows Flask. It uses `services`, `forms` and the values of lower rooms; it decides
no rule, writes no row by itself and never commits. Modules that hold pages offer them as `blueprint`.
"""
