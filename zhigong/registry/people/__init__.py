"""People: one record a human being, their memberships (会籍), transfers and union offices.

Owns identity (encrypted), names and their search keys, and who belongs to which union when. Does
not own log-ins (``accounts``), employers, or the tree of unions.
"""
