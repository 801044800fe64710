"""The pages of the app, by screen."""
