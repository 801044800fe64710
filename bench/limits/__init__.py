"""The same work as the product's, with nothing of it: what this machine can do at best."""
