from celery import shared_task
from django.utils import timezone

from relational import post
from relational.identity import in_background


@shared_task
@in_background
def deliver_letters():
    post.deliver(timezone.now())
