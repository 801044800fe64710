"""The certificate of a union as a legal person, and the approval of its founding."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

CERTIFICATE = DocumentKind(
    code="certificate",
    title="工会法人资格证书与批复",
    types=("pdf", "jpeg", "png", "webp"),
    max_bytes=10 * MEGABYTE,
)
