"""Work in the background: each loads nothing but the day and makes one call. Truth is in rows, never in the queue."""

from celery import shared_task
from django.utils import timezone

from families import flags, leaving, routing
from relational.identity import in_background


@shared_task
@in_background
def measure_changed_families():
    """Often: the families something happened to, and whoever has not been counted today."""
    flags.raise_for_changed_families(on=timezone.localdate())


@shared_task
@in_background
def measure_everybody():
    """Nightly: every window has moved on by a day."""
    flags.raise_flags(on=timezone.localdate())


@shared_task
@in_background
def find_doors():
    """New requests go to whoever is there for the family they mean."""
    routing.find_doors(now=timezone.now())


@shared_task
@in_background
def pass_on_requests():
    """Requests nobody answered go to the next person."""
    routing.pass_on(on=timezone.localdate())


@shared_task
@in_background
def shut_accounts_of_who_left():
    """Accounts of people whose last role has ended."""
    leaving.finish(now=timezone.now())
