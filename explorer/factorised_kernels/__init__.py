"""One 5x5 kernel and two 3x3 in its place: PURE (stdlib and numpy)."""
