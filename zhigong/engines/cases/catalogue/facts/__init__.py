"""What is known of an applicant, by which eligibility is decided."""
