"""Reads the code as text and says where it leaves the plan of the house (docs/decisions)."""
