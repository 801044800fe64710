"""What the app adds to catalogues."""
