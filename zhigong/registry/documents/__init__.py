"""Files people hand in: what they really are, where they lie, who may fetch them.

Owns uploads of evidence and papers. It does not own workbooks of imports while they are read
(``exchange``) nor what a paper proves (the app that asked for it).
"""
