"""Monitoring: feedback, coaching, counselling."""
