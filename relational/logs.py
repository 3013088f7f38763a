"""What we write about ourselves: where something went wrong, never what anybody had written.

An error's own sentence may quote what was typed, and PostgreSQL's quotes the whole row ("Failing row contains …").
So a log keeps the kind of error, the constraint it met and the places in the code, and lets go of the sentence.
The line about a request keeps its path without anything in it that may be a key, and nothing after the question mark.
"""

import logging
import re
import traceback

WITHHELD = "(words withheld)"
CELERYS = {"exc", "traceback", "args", "kwargs", "return_value"}
# The parts of an address that say nothing of anybody: our own plain words, and the keys of rows.
PLAIN = re.compile(
    r"[a-z][a-z-]{0,19}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.-]{1,80}\.(css|js|svg|png|ico|txt|woff2)"
)


def kind_of(error: BaseException) -> str:
    """An error without its sentence; of the database's, its code and the name of the rule that refused."""
    cause = error if hasattr(error, "sqlstate") else error.__cause__
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if not hasattr(cause, "sqlstate"):
        return name
    rule = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return f"{name} [{cause.sqlstate or 'no code'}{f', {rule}' if rule else ''}]"


def places(error: BaseException) -> str:
    """The way to an error, and to what it came from."""
    told, lines = set(), []
    while error is not None and id(error) not in told:
        told.add(id(error))
        lines = [
            *([*lines, "which came from:"] if lines else []),
            kind_of(error),
            *(
                f"  {frame.filename}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ),
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def plain_path(path: str) -> str:
    """The path of a request with nothing in it that could be a code or somebody's words: /i/K7QM2/ becomes /i/…/."""
    return "/".join(part if not part or PLAIN.fullmatch(part) else "…" for part in str(path).split("/"))


class IdsOnly(logging.Formatter):
    """Lines for a service that families depend on."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(logging.makeLogRecord({**record.__dict__, **said(record), "exc_text": None}))

    def formatException(self, exc_info) -> str:
        return places(exc_info[1]) if exc_info and exc_info[1] is not None else ""

    def formatStack(self, stack_info) -> str:
        return ""


def said(record: logging.LogRecord) -> dict:
    """The sentence of a record without what its writer took from a request or from an error."""
    if record.name.startswith("django.security.") and record.exc_info and not record.args:
        return {"msg": "Refused", "args": ()}  # the sentence is the error's
    if isinstance(record.args, dict):  # Celery's account of a task
        return {"args": {name: WITHHELD if name in CELERYS else value for name, value in record.args.items()}}
    if isinstance(record.args, tuple):
        return {"args": tuple(without_words(value, record.name) for value in record.args)}
    return {}


def without_words(value, logger: str):
    if isinstance(value, BaseException):
        return kind_of(value)
    if isinstance(value, str) and value.startswith("/") and logger.startswith("django."):
        return plain_path(value)
    return value
