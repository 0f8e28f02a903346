"""What is written about centres, their people and what they teach."""
