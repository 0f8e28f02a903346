"""What holds among centres, as plain functions of plain values."""
