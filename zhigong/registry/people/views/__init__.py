"""The pages of people, by screen."""
