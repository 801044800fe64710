"""附件 in the audit: its operations in words."""

from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Trail

DOCUMENTS = Trail(
    code="documents",
    title=N_("附件"),
    order=60,
    verbs={
        "documents.store_document": N_("上传附件"),
        "documents.erase_document": N_("删除附件"),
    },
    things={"documents.document": N_("附件")},
    codes={"sha256": N_("文件摘要"), "content": N_("文件内容")},
)
