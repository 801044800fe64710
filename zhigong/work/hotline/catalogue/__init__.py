"""What the hotline adds to the catalogues."""
