"""The steps of building and electing: their order, who does them, which papers they make."""

STAGES: dict[str, tuple[str, ...]] = {
    "founding": (
        "contact", "petition", "approve", "prepare", "develop", "candidates", "candidates_reply",
        "elect", "report", "confirm", "seal", "register", "account", "dues", "authorise",
    ),
    "renewal": (
        "petition", "approve", "prepare", "develop", "candidates", "candidates_reply", "elect",
        "report", "confirm",
    ),
    "by_election": (
        "petition", "approve", "candidates", "candidates_reply", "elect", "report", "confirm",
    ),
}  # fmt: skip

# Steps of the union that approves; all others are done where the case was opened.
APPROVERS = frozenset({"approve", "candidates_reply", "confirm", "authorise"})
# Steps that end only with the sealed paper scanned.
SCANNED = frozenset({"petition", "approve", "candidates_reply", "report", "confirm"})

# What each step writes; the last three of an election are its papers for the assembly.
LETTERS: dict[str, tuple[str, ...]] = {
    "contact": ("notice",),
    "petition": ("petition",),
    "approve": ("approval",),
    "prepare": ("preparing",),
    "develop": ("joining",),
    "candidates": ("candidates",),
    "candidates_reply": ("candidates_approval",),
    "elect": ("procedure", "ballot", "minutes"),
    "report": ("result",),
    "confirm": ("result_approval",),
    "seal": ("seal",),
    "register": ("register",),
    "account": ("account",),
    "dues": ("dues",),
    "authorise": ("authorise",),
}


def next_stage(*, kind: str, stage: str) -> str:
    """Return the step after one of a kind of case; ``done`` after the last.

    :raises ValueError: cases of the kind have no such step.
    """
    route = STAGES[kind]
    place = route.index(stage) + 1
    return route[place] if place < len(route) else "done"


def letters_of(stage: str) -> tuple[str, ...]:
    """Return the codes of the papers a step makes."""
    return LETTERS.get(stage, ())
