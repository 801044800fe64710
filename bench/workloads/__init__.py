"""What is measured; each module has ``measure() -> list[Figure]``."""
