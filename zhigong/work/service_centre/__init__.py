"""The one-stop service centre: what a union offers everybody who comes, calls or writes."""
