"""The audit: who did what, when and why, written once and sealed in blocks.

Owns the entries, the blocks, their verification and the pages that show them. It knows no other
app: entries hold ids and codes, never personal data, and no foreign keys; what they mean in words
each app tells in its ``catalogue/trails``.
"""
