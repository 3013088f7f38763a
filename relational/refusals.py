"""Refusal: the house says no, with a reason that can be shown to the person who asked."""


class Refusal(Exception):
    """`str(refusal)` is a sentence fit to show; `field` names the form field it belongs to, if one does."""

    def __init__(self, reason: str, field: str | None = None):
        super().__init__(reason)
        self.field = field
