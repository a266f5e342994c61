"""The process owner's workshop: drafts, their check, and the way of a draft into force."""
