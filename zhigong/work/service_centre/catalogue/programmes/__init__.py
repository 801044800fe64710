"""The programmes of the service centre, one a file."""
