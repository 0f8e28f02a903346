"""What is written about companies, their people and their contracts."""
