"""The record can only grow, and shows it: hash chains written by the database itself.

What each part does:
- `relational_is_append_only` refuses UPDATE and DELETE (trigger `is_written_once`) and TRUNCATE (trigger
  `is_never_emptied`), whoever asks, the tables' owner too. A test that empties its tables switches off the latter.
- `relational_only_the_record_writes` refuses every write to chains and links that does not come from a trigger.
- `relational_link_*` run when the transaction ends (deferred), so that a request holds its chain's end for a moment
  and not from its first look to its answer. Each knows only the row it is given, so whoever inserts needs no right
  to read the record, its chains or its links.
- A transaction that writes to several chains takes its turn among those that do (an advisory lock), so that two of
  them never wait for each other in a ring; one that writes to one chain waits for nothing else, and needs no turn.
- The text that is hashed is made of lengths and values, with moments as whole microseconds, so that no setting of
  a session (zone, style of dates) changes it. See also relational.record, which makes the same text in Python.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import relational.keys

FUNCTIONS = """
CREATE FUNCTION relational_words(VARIADIC parts text[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT convert_to(string_agg(CASE WHEN part IS NULL THEN '-' ELSE length(part) || ':' || part END, ',' ORDER BY n),
                    'UTF8')
    FROM unnest(parts) WITH ORDINALITY AS p(part, n)
$$;

CREATE FUNCTION relational_moment(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT (extract(epoch FROM at) * 1000000)::bigint::text
$$;

CREATE FUNCTION relational_event_words(r relational_event) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(relational_words('event', r.id::text, relational_moment(r.at), r.by_id::text, r.verb::text,
                                 r.family::text, r.subject::text, r.subject_key::text, r.details::text))
$$;

CREATE FUNCTION relational_look_words(r relational_look) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(relational_words('look', r.id::text, relational_moment(r.at), r.by_id::text, r.family::text,
                                 r.page::text, r.through::text))
$$;

CREATE FUNCTION relational_denial_words(r relational_denial) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(relational_words('denial', r.id::text, relational_moment(r.at), r.by_id::text, r.page::text,
                                 r.family::text, r.why::text))
$$;

CREATE FUNCTION relational_seal_words(r relational_seal) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(relational_words('seal', r.id::text, relational_moment(r.at), r.chains::text, encode(r.hash, 'hex')))
$$;

CREATE FUNCTION relational_chain_of(family uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(family, '00000000-0000-0000-0000-000000000000'::uuid)
$$;

-- Puts one row at the end of its chain.
CREATE FUNCTION relational_link_to(its_chain uuid, its_kind text, its_row uuid, its_content bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  at_the_end relational_chain%ROWTYPE;
BEGIN
  LOOP
    UPDATE relational_chain
       SET position = position + 1,
           hash = sha256(hash || relational_words(its_chain::text, (position + 1)::text, its_kind, its_row::text)
                         || its_content)
     WHERE chain = its_chain
    RETURNING * INTO at_the_end;
    EXIT WHEN FOUND;
    INSERT INTO relational_chain (chain, position, hash, sealed)
    VALUES (its_chain, 0, sha256(relational_words(its_chain::text)), 0) ON CONFLICT DO NOTHING;
  END LOOP;
  INSERT INTO relational_link (chain, position, kind, "row", content, hash)
  VALUES (its_chain, at_the_end.position, its_kind, its_row, its_content, at_the_end.hash);
END
$$;

-- A refusal belongs to the chain of the family that was asked for, if there is such a chain: no chain is made for a
-- key that somebody made up.
CREATE FUNCTION relational_chain_of_denial(family uuid) RETURNS uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT chain FROM relational_chain WHERE chain = family), relational_chain_of(NULL))
$$;

-- Before each row: remember whether this transaction writes to one chain or to several.
CREATE FUNCTION relational_mark_chain() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  marked text := coalesce(current_setting('relational.chain', true), '');
  its_chain text;
BEGIN
  IF TG_TABLE_NAME = 'relational_denial' THEN
    its_chain := relational_chain_of_denial(NEW.family)::text;
  ELSE
    its_chain := relational_chain_of(NEW.family)::text;
  END IF;
  IF marked = '' THEN
    PERFORM set_config('relational.chain', its_chain, true);
  ELSIF marked NOT IN (its_chain, 'several') THEN
    PERFORM set_config('relational.chain', 'several', true);
  END IF;
  RETURN NEW;
END
$$;

-- When the transaction ends, once for each row.
CREATE FUNCTION relational_link_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_setting('relational.chain', true) = 'several' THEN
    PERFORM pg_advisory_xact_lock(hashtext('relational: several chains'));
  END IF;
  CASE TG_TABLE_NAME
    WHEN 'relational_event' THEN
      PERFORM relational_link_to(relational_chain_of(NEW.family), 'event', NEW.id, relational_event_words(NEW));
    WHEN 'relational_look' THEN
      PERFORM relational_link_to(relational_chain_of(NEW.family), 'look', NEW.id, relational_look_words(NEW));
    WHEN 'relational_denial' THEN
      PERFORM relational_link_to(relational_chain_of_denial(NEW.family), 'denial', NEW.id,
                                 relational_denial_words(NEW));
    WHEN 'relational_seal' THEN
      PERFORM relational_link_to(relational_chain_of(NULL), 'seal', NEW.id, relational_seal_words(NEW));
  END CASE;
  RETURN NULL;
END
$$;

-- A seal says how many chains there are and where each ends; what is given for these is not believed.
CREATE FUNCTION relational_fill_seal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM set_config('relational.chain', 'several', true);
  PERFORM pg_advisory_xact_lock(hashtext('relational: several chains'));
  UPDATE relational_chain SET sealed = position WHERE sealed <> position;
  SELECT count(*),
         sha256(convert_to(coalesce(string_agg(c.chain || ':' || l.position || ':' || encode(l.hash, 'hex'), ','
                                               ORDER BY c.chain), ''), 'UTF8'))
    INTO NEW.chains, NEW.hash
    FROM relational_chain c JOIN relational_link l ON l.chain = c.chain AND l.position = c.sealed;
  RETURN NEW;
END
$$;

CREATE FUNCTION relational_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: what is on the record stays on the record (% refused)', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION relational_only_the_record_writes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION '% is written by the record alone (% refused)', TG_TABLE_NAME, TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
"""

NAMES = [line.split("(")[0].split()[-1] for line in FUNCTIONS.splitlines() if line.startswith("CREATE FUNCTION")]
TAKE_AWAY = f"DROP FUNCTION {', '.join(NAMES)} CASCADE"

# What stood here before there were chains, in the order in which it happened.
CHAIN_WHAT_IS_THERE = """
DO $$
DECLARE
  this record;
  its_chain uuid;
  its_position bigint;
  its_hash bytea;
BEGIN
  FOR this IN
    SELECT relational_chain_of(family) AS chain, kind, id, content
      FROM (SELECT 'event' AS kind, id, at, family, relational_event_words(e) AS content FROM relational_event e
            UNION ALL
            SELECT 'look', id, at, family, relational_look_words(l) FROM relational_look l) AS there
     ORDER BY chain, at, id
  LOOP
    IF its_chain IS DISTINCT FROM this.chain THEN
      IF its_chain IS NOT NULL THEN
        INSERT INTO relational_chain (chain, position, hash, sealed) VALUES (its_chain, its_position, its_hash, 0);
      END IF;
      its_chain := this.chain;
      its_position := 0;
      its_hash := sha256(relational_words(its_chain::text));
    END IF;
    its_position := its_position + 1;
    its_hash := sha256(its_hash || relational_words(its_chain::text, its_position::text, this.kind, this.id::text)
                       || this.content);
    INSERT INTO relational_link (chain, position, kind, "row", content, hash)
    VALUES (its_chain, its_position, this.kind, this.id, this.content, its_hash);
  END LOOP;
  IF its_chain IS NOT NULL THEN
    INSERT INTO relational_chain (chain, position, hash, sealed) VALUES (its_chain, its_position, its_hash, 0);
  END IF;
END
$$
"""

MARKED = ("relational_event", "relational_look", "relational_denial")
CHAINED = (*MARKED, "relational_seal")
ONCE = (*CHAINED, "relational_link", "relational_recordcheck")

TRIGGERS = "\n".join(
    [
        *(
            f"CREATE TRIGGER is_written_once BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION relational_is_append_only();"
            for table in ONCE
        ),
        *(
            f"CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION relational_is_append_only();"
            for table in (*ONCE, "relational_chain")
        ),
        *(
            f"CREATE TRIGGER marks_its_chain BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION relational_mark_chain();"
            for table in MARKED
        ),
        *(
            f"CREATE CONSTRAINT TRIGGER is_linked AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION relational_link_row();"
            for table in CHAINED
        ),
        "CREATE TRIGGER fills_itself BEFORE INSERT ON relational_seal "
        "FOR EACH ROW EXECUTE FUNCTION relational_fill_seal();",
        "CREATE TRIGGER only_the_record_writes BEFORE INSERT OR UPDATE ON relational_chain "
        "FOR EACH ROW EXECUTE FUNCTION relational_only_the_record_writes();",
        "CREATE TRIGGER is_written_once BEFORE DELETE ON relational_chain "
        "FOR EACH STATEMENT EXECUTE FUNCTION relational_is_append_only();",
        "CREATE TRIGGER only_the_record_writes BEFORE INSERT ON relational_link "
        "FOR EACH ROW EXECUTE FUNCTION relational_only_the_record_writes();",
    ]
)


def key():
    return (
        "id",
        models.UUIDField(default=relational.keys.new_key, editable=False, primary_key=True, serialize=False),
    )


def person():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def index(model, name, *fields):
    return migrations.AddIndex(model_name=model, index=models.Index(fields=list(fields), name=name))


class Migration(migrations.Migration):
    dependencies = [("relational", "0002_cache_table")]

    operations = [
        migrations.CreateModel(
            name="Denial",
            fields=[
                key(),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", person()),
                ("page", models.CharField(max_length=80)),
                (
                    "family",
                    models.UUIDField(
                        help_text="The key that was asked for, whether a family has it or not.", null=True
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("out_of_reach", "it is out of reach"),
                            ("no_right", "that role may not do this"),
                            ("too_many", "too many tries"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("chain", models.UUIDField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("sealed", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("row", models.UUIDField()),
                ("content", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                key(),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("chains", models.BigIntegerField(default=0)),
                ("hash", models.BinaryField(default=bytes)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="RecordCheck",
            fields=[
                key(),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("rows", models.BigIntegerField()),
                ("chains", models.BigIntegerField()),
                ("ok", models.BooleanField()),
                (
                    "found",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="relational.seal",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("row", "kind"), name="one_link_for_each_row"),
        ),
        index("event", "events_by_a_person", "by", "at"),
        index("event", "events_by_time", "at"),
        index("look", "looks_by_a_person", "by", "at"),
        index("look", "looks_by_time", "at"),
        index("denial", "denials_about_a_family", "family", "at"),
        index("denial", "denials_of_a_person", "by", "at"),
        index("denial", "denials_by_time", "at"),
        index("recordcheck", "checks_by_time", "at"),
        migrations.RunSQL(FUNCTIONS, TAKE_AWAY),
        migrations.RunSQL(CHAIN_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
