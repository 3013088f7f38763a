"""Of a session the database keeps a mark, not the key (relational.session_store). allauth's list of where somebody is
signed in is written by allauth itself, so a trigger makes the mark there. Whoever is signed in signs in once more."""

from django.db import migrations

KEEP_MARKS = """
DELETE FROM usersessions_usersession;
DELETE FROM django_session;
CREATE FUNCTION relational_keep_the_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.session_key NOT LIKE '$%' THEN
    NEW.session_key := '$' || left(encode(sha256(convert_to(NEW.session_key, 'UTF8')), 'hex'), 39);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_the_mark BEFORE INSERT OR UPDATE OF session_key ON usersessions_usersession
  FOR EACH ROW EXECUTE FUNCTION relational_keep_the_mark();
ALTER TABLE django_session ADD CONSTRAINT a_mark_and_no_key CHECK (session_key LIKE '$%');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0005_csp_reports"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunSQL(KEEP_MARKS, migrations.RunSQL.noop)]
