"""Reads of a cloud: what came in the promised shape, or the result that says why not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

from sync.model import Outcome, Result

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list and whether there is another."""

    rows: list[T]
    more: bool


class CallFailed(Exception):
    """A read brought nothing to use; ``result`` says why."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.words or str(result.outcome))
        self.result = result


def in_shape(read: Callable[P, T]) -> Callable[P, T]:
    """Turn an answer of another shape than promised into `CallFailed`."""

    @wraps(read)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            words = f"the answer has another shape than promised: {type(error).__name__}"
            result = Result(outcome=Outcome.AMBIGUOUS, code="shape", words=words)
            raise CallFailed(result) from error

    return checked
