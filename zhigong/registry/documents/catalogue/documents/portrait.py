"""The portrait on a member's card."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

PORTRAIT = DocumentKind(
    code="portrait",
    title="会员照片",
    types=("jpeg", "png", "webp"),
    max_bytes=5 * MEGABYTE,
    max_pixels=800,
)
