"""Who may log in, and what their roles let them do where.

Owns users, second factors, sessions, roles, grants, delegations, authorisations, stewardships and
the tokens of machines. It does not own people: a user may be linked to one.
"""
