"""The code of a letter stands in one address only, the one behind its QR square; and no log keeps it from there.

A record is cleaned when it is born, so that it does not matter who writes it: Django, gunicorn's access log, or
a library that comes later. A proxy in front of us keeps its own log: tell it to leave out what follows /in/letter/.
"""

import logging
import re

CODE = re.compile(r"(/in/letter/)(?!born/)[^\s\"'?#<>]+")


def scrubbed(text):
    return CODE.sub(r"\1…", text) if isinstance(text, str) else text


def keep_codes_out_of_logs() -> None:
    born = logging.getLogRecordFactory()
    if getattr(born, "scrubs", False):
        return

    def record(*args, **kwargs):
        made = born(*args, **kwargs)
        made.msg = scrubbed(made.msg)
        if isinstance(made.args, dict):  # gunicorn's; its class gives "-" for what is missing, so it stays what it is
            for name, value in list(made.args.items()):
                if scrubbed(value) != value:
                    made.args[name] = scrubbed(value)
        elif isinstance(made.args, tuple):
            made.args = tuple(scrubbed(value) for value in made.args)
        return made

    record.scrubs = True
    logging.setLogRecordFactory(record)
