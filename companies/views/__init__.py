"""Pages of companies."""
