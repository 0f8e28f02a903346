"""Measurements anybody can repeat: what each page, sweep, paper and table costs, beside what it may cost."""
