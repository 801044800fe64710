"""The pages of the employer register, by screen."""
