"""What the service centre declares for other apps."""
