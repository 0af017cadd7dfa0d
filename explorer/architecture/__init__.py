"""What a network is, and what follows from it by arithmetic alone (standard library and numpy)."""
