"""Django plumbing every app uses, without a word of the domain in it."""
