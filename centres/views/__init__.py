"""Pages of centres, their people and what they teach."""
