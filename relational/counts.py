"""Tries are counted apart: by a connection of their own, so that a page that fails has still been a try."""


class Apart:
    def db_for_read(self, model, **hints):
        return "apart" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
