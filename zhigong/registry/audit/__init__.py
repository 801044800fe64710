"""The audit: who did what, when and why, written once and sealed in blocks.

Owns the entries, the blocks and their verification. It knows no other app: entries hold ids and
codes, never personal data, and no foreign keys.
"""
