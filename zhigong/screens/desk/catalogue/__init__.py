"""What the desk itself adds to the catalogues."""
