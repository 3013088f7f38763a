"""Letters: written with the change, delivered after it, once.

`post` only writes a row, inside the caller's transaction. `deliver` is called by a periodic task: it finds
what is owed, whatever happened to the queue meanwhile, and sends each letter once.
"""

import smtplib

from django.conf import settings
from django.core.mail import BadHeaderError, send_mail
from django.db import transaction
from django.template.loader import render_to_string

from relational.models import Letter, User

TRIES = 5


def post(to: User, kind: str, *, about, family=None, **words) -> None:
    """Owe `to` the letter templates/letters/<kind>.txt: its first line is the subject, the rest the body.

    The same kind about the same thing is owed to the same person once, however often this is called.
    """
    text = render_to_string(f"letters/{kind}.txt", {"to": to, "service": settings.SERVICE_NAME, **words})
    subject, _, body = text.strip().partition("\n")
    subject = " ".join(subject.split())[:200]  # one line, whatever a name in it holds
    letter = Letter(to=to, kind=kind, about=str(about), subject=subject, body=body.strip())
    letter.family = family.pk if family else None
    Letter.objects.bulk_create([letter], ignore_conflicts=True)  # whoever writes it may not read another's letters


def deliver(now) -> int:
    """Send every letter that is owed; returns how many went. A letter that fails is tried again, five times."""
    sent = 0
    for key in Letter.objects.owed().order_by("written_at").values_list("pk", flat=True)[:200]:
        with transaction.atomic():
            letter = (
                Letter.objects.owed().select_for_update(skip_locked=True).select_related("to").filter(pk=key).first()
            )
            if letter is None:
                continue
            letter.tries += 1
            if not letter.to.email or not letter.to.is_active:
                letter.given_up_at = now
            else:
                try:
                    send_mail(letter.subject, letter.body, None, [letter.to.email])
                    letter.delivered_at, sent = now, sent + 1
                except (smtplib.SMTPException, BadHeaderError, OSError):
                    letter.given_up_at = now if letter.tries >= TRIES else None
            letter.save(update_fields=["tries", "delivered_at", "given_up_at"])
    return sent
