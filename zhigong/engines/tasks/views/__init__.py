"""Pages of tasks on the desk."""
