"""What people type about companies."""
