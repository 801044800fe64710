"""What people adds to the pages of others."""
