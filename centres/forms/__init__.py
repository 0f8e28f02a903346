"""What people type about centres, their people and what they teach."""
