"""Tries are counted apart: by a connection of their own, so that a page that fails has still been a try."""

import json
from datetime import UTC, datetime, timedelta

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections
from django.utils import timezone


class Apart:
    def db_for_read(self, model, **hints):
        return "apart" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"


class Counts(BaseCache):
    """A cache in the table `cache` whose values are JSON. Django's own keeps pickles, which run whatever somebody who
    can write to the table puts there; this one only ever reads numbers and words."""

    def __init__(self, table, params):
        super().__init__(params)
        self.table = connections["apart"].ops.quote_name(table)

    def _ask(self, query: str, *given):
        with connections["apart"].cursor() as cursor:
            cursor.execute(query.format(cache=self.table), given)
            return cursor.fetchone() if cursor.description else cursor.rowcount

    def _until(self, timeout) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return datetime.max.replace(tzinfo=UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)

    def get(self, key, default=None, version=None):
        key = self.make_and_validate_key(key, version=version)
        row = self._ask("SELECT value FROM {cache} WHERE cache_key = %s AND expires > %s", key, timezone.now())
        try:
            return json.loads(row[0]) if row else default
        except ValueError:  # not of our writing
            return default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate_key(key, version=version)
        self._ask(
            "INSERT INTO {cache} (cache_key, value, expires) VALUES (%s, %s, %s)"
            " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires",
            key, json.dumps(value), self._until(timeout),
        )  # fmt: skip

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate_key(key, version=version)
        added = self._ask(
            "INSERT INTO {cache} AS there (cache_key, value, expires) VALUES (%s, %s, %s)"
            " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
            " WHERE there.expires <= %s RETURNING 1",
            key, json.dumps(value), self._until(timeout), timezone.now(),
        )  # fmt: skip
        if added:  # now and then what has run out goes, so that the table does not grow for ever
            self._ask("DELETE FROM {cache} WHERE expires < %s", timezone.now() - timedelta(days=1))
        return bool(added)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate_key(key, version=version)
        query = "UPDATE {cache} SET expires = %s WHERE cache_key = %s AND expires > %s"
        return bool(self._ask(query, self._until(timeout), key, timezone.now()))

    def delete(self, key, version=None):
        key = self.make_and_validate_key(key, version=version)
        return bool(self._ask("DELETE FROM {cache} WHERE cache_key = %s", key))

    def clear(self):
        self._ask("DELETE FROM {cache}")
