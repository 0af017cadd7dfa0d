"""The parts that only the home page has."""
