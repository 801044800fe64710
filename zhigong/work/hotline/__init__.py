"""The hotline 12351: calls taken, answered or dispatched, followed to the call-back and the check.

Every call is a case of the engine, so it stands in one queue with all other channels; what only a
call has (caller, accused, chain, tries, call-back, quality check) stands in a ticket beside it.
"""
