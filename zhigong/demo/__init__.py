"""The synthetic district and its year: every person, firm and number in it is invented."""
