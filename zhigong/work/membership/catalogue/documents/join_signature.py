"""The signature of somebody who applied to join, drawn on her phone."""

from zhigong.registry.documents.contract import MEGABYTE, DocumentKind

JOIN_SIGNATURE = DocumentKind(
    code="join_signature",
    title="入会申请签名",
    types=("png", "jpeg"),
    max_bytes=5 * MEGABYTE,
    ability="membership.view_joins",
    max_pixels=900,
)
