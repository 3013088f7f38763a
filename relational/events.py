"""The one way to write an Event."""

from relational.models import Event


def record(verb: str, subject, *, by, family=None, **details) -> Event:
    """Write down that `by` did `verb` to `subject` (a row). `details` are words and keys, never a secret."""
    return Event.objects.create(
        verb=verb,
        by=by,
        family=family.pk if family is not None else None,
        subject=subject._meta.model_name,
        subject_key=subject.pk,
        details={
            name: value if isinstance(value, (int, bool, list, type(None))) else str(value)
            for name, value in details.items()
        },
    )
