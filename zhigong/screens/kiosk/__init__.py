"""The hall screen of a service centre: large, without a keyboard, forgetting after use."""
