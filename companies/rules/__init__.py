"""What holds for companies, as plain functions of plain values."""
