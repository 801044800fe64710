"""What proves that a task was done: a photo, a list, a paper."""

from zhigong.engines.tasks.permissions import HANDLE
from zhigong.kernel.text import N_
from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

TASK_EVIDENCE = DocumentKind(
    code="task_evidence",
    title=N_("任务佐证材料"),
    types=("pdf", "jpeg", "png", "webp", "docx", "doc", "xlsx", "xls", "text"),
    max_bytes=20 * MEGABYTE,
    store_ability=HANDLE,
)
