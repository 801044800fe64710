"""Where people meet the work: the shells of the four screens and the API."""
