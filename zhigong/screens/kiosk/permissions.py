"""The hall screen has no entries of its own; its tiles come from the apps."""
