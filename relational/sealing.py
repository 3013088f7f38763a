"""What is kept sealed, so that a copy of the database opens nothing: second factors, and what a session holds.

The keys are made from SECRET_KEY, one for each purpose. When it changes, name the old one in SECRET_KEY_FALLBACKS:
it still opens, and seals nothing new.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealer(purpose: str) -> MultiFernet:
    """Seals and opens for that purpose alone, such as "relational.factors"."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(f"{purpose}:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
