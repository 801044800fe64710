"""What cases tell other apps."""
