"""A picture or scan of an identity document."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

IDENTITY_SCAN = DocumentKind(
    code="identity_scan",
    title="证件照片",
    types=("jpeg", "png", "webp", "pdf"),
    max_bytes=10 * MEGABYTE,
    is_sensitive=True,
)
