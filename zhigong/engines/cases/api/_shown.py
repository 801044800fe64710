"""A case, its papers and files as JSON carries them."""

from typing import Any

from django.http import FileResponse, Http404

from zhigong.base.errors import UserError
from zhigong.engines.cases import queries
from zhigong.engines.cases.rules.masking import masked_answers
from zhigong.registry.documents.queries import media_type_of, open_file


class UnknownPaper(UserError):
    """The programme asks for no such paper."""

    code = "unknown_paper"
    text = "这个事项没有这种材料；可用的材料代码：{known}。"


def shown_answers(case: Any) -> dict[str, Any]:
    """Return the answers of a case, numbers masked."""
    programme = queries.programme_of_case(case)
    return masked_answers(programme, queries.answers_of(case))


def case_line(case: Any) -> dict[str, Any]:
    """Return a case as a line of a list."""
    plain = ("number", "title", "state", "channel", "person_id", "opened_on", "promised_on")
    return {
        **{name: getattr(case, name) for name in plain},
        "programme": case.programme_code,
        "union": case.union.code,
        "closed_at": case.closed_at,
        "result": case.result,
    }


def case_detail(case: Any) -> dict[str, Any]:
    """Return a case with answers, papers and steps."""
    steps = [
        {
            **{
                name: getattr(step, name)
                for name in ("id", "code", "title", "state", "due_on", "decision", "opinion")
            },
            "unit": step.unit.code,
            "decided_at": step.decided_at,
        }
        for step in queries.steps_of(case)
    ]
    more = {"answers": shown_answers(case), "papers": paper_lines(case), "steps": steps}
    return {**case_line(case), **more, "stars": case.stars}


def paper_lines(case: Any) -> list[dict[str, Any]]:
    """Return the papers of a case."""
    return [paper_line(one) for one in queries.papers_of(case)]


def paper_line(one: Any) -> dict[str, Any]:
    """Return one paper of a case."""
    return {"code": one.code, "document": one.document_id, "title": one.document.title}


def file_answer(document: Any) -> FileResponse:
    """Return the response that gives a stored file; 404 when it is lost."""
    try:
        body = open_file(document)
    except FileNotFoundError as lost:
        raise Http404 from lost
    kind = media_type_of(document)
    response = FileResponse(body, as_attachment=True, filename=document.title, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return response
