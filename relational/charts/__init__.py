"""Charts: rows in, one `Chart` out. Pure functions; they know no model and touch no database.

Picture, sentence and table are made from the same rows in the same call, so they cannot disagree.
The sentence is shown under the picture, the table sits behind "Show as a table", and nothing is
said by colour alone: shape and lane carry the meaning too.

`ribbon` one family, who came · `strip` one family's weeks in a row · `dots` how many people
families met · `run` a team beside its own past.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Chart:
    title: str
    svg: SafeString
    sentence: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
