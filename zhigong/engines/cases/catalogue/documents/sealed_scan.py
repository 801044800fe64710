"""A printed form of a case, signed and sealed by hand, scanned."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

SEALED_SCAN = DocumentKind(
    code="sealed_scan",
    title="签字盖章扫描件",
    types=("pdf", "jpeg", "png"),
    max_bytes=20 * MEGABYTE,
)
