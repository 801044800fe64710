"""Any paper that goes with a piece of work."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

PAPER = DocumentKind(
    code="paper",
    title="附件",
    types=("pdf", "jpeg", "png", "webp", "docx", "doc", "xlsx", "xls", "text"),
    max_bytes=20 * MEGABYTE,
)
