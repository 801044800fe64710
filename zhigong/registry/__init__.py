"""Who and where: the records every other part stands on."""
