"""The pages of the hotline, all on the desk."""
