"""What the app shows beside a case."""
