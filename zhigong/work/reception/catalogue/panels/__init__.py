"""What the app shows on homes of screens."""
