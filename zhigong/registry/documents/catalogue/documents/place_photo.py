"""A photo of a place of the union's, such as an appeal station."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

PLACE_PHOTO = DocumentKind(
    code="place_photo",
    title="场所照片",
    types=("jpeg", "png", "webp"),
    max_bytes=10 * MEGABYTE,
    max_pixels=1_600,
)
