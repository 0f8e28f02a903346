"""What pages and files gather from many rows."""
