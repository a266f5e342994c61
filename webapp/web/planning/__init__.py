"""Pages of one SKP and of planning: editor, suggestions, changes, MPH, PK, contracts, the team."""
