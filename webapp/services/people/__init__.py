"""Who is who on a day: people, posts, mandates and calendars, where they come from, and what follows for open steps."""
