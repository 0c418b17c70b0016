"""What schemathesis is told beside the description; loaded by `tests.gateway.fuzz`.

Every call that carries a good Idempotency-Key carries one of its own: with the same key again and
again, all but the first would be answered from memory and no rule would ever be reached.
"""

import json
import uuid
from typing import Any

import schemathesis

KEY = "Idempotency-Key"
# JSON Schema calls 1.0 a whole number; money and counts are written without a point here.
STRICTER = ("got `float`",)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Give the call a key of its own, where it has a key that is one."""
    try:
        uuid.UUID(case.headers[KEY])
    except (KeyError, TypeError, ValueError, AttributeError):
        return
    case.headers[KEY] = str(uuid.uuid4())


@schemathesis.check
def what_fits_is_never_called_malformed(ctx: Any, response: Any, case: Any) -> None:
    """A rule may refuse what fits the description, by its own code; the parser may not.

    Stands for schemathesis' ``positive_data_acceptance``, which knows no rules.
    """
    if response.status_code != 400 or not case.meta or not case.meta.generation.mode.is_positive:
        return
    problem = json.loads(response.content)
    if problem["code"] == "request.malformed" and not any(
        words in problem["detail"] for words in STRICTER
    ):
        raise AssertionError(f"fits the description, but {problem['detail']}")
