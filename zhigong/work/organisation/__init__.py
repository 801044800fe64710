"""Union building: unions set up and renewed step by step, their terms, health, grids and reform.

A building or an election is a case of the engine, so that it has a number, an inbox, limits and a
history; what only it has (steps with their papers, candidates, votes) stands beside the case. The
tree itself, committees and terms belong to the registry and are written by its operations.
"""
