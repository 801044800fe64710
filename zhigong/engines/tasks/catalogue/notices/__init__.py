"""What tasks tell other apps and people."""
