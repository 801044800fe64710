"""Telling people: the inbox, and the outbox to telephones, mailboxes and chats.

Owns messages, deliveries and the gateways that carry them. What is worth telling is declared by
notices, one file each; this app does not decide it.
"""
