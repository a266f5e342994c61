"""Planning: the year's opening, dialogue, editor, review, changes and wording of SKP; MPH, PK, and
contracts across units."""
