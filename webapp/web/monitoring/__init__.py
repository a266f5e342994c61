"""Pages of feedback, coaching and counselling."""
