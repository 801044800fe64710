"""Meeting people: halls with windows and numbers, who is on duty, reception days, expert teams.

What is asked for at a window becomes a case of the engine; here is only who came, who was called,
who received her, and how long she waited.
"""
