"""三本台账, each from the cases of its programmes."""
