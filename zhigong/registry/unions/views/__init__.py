"""The pages of the tree, by screen."""
