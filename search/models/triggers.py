"""Triggers that mark a record as pending, whoever wrote it and however.

A form, an import, `bulk_create`, a cascade and plain SQL all end in the same statements on the
same tables. One mark a record, in the writer's own transaction: a rollback leaves none.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

PENDING = "search_pendingrecord"
PREFIX = "search_mark"
EVENTS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Vocabulary:
    """A table of words: a change of one of `columns` marks the records found by `records`."""

    table: str
    columns: tuple[str, ...]
    records: str


OWNED: dict[str, str] = {
    "registry_organization": "id",
    "registry_organization_technologies": "organization_id",
    "registry_name": "organization_id",
    "registry_address": "organization_id",
    "registry_sectorassignment": "organization_id",
    "registry_listing": "organization_id",
    "registry_product": "organization_id",
    "registry_fact": "organization_id",
    "registry_confirmation": "organization_id",
    "classification_classification": "organization_id",
}
"""Tables whose rows belong to one organization, with the column that names it."""

VOCABULARIES: tuple[Vocabulary, ...] = (
    Vocabulary(
        "taxonomy_sector",
        ("code", "name_vi", "name_en"),
        "SELECT organization_id FROM registry_sectorassignment WHERE sector_id = NEW.id",
    ),
    Vocabulary(
        "taxonomy_technology",
        ("code", "name_vi", "name_en"),
        "SELECT organization_id FROM registry_organization_technologies"
        " WHERE technology_id = NEW.id",
    ),
    Vocabulary(
        "taxonomy_stage",
        ("code", "name_vi", "name_en"),
        "SELECT id AS organization_id FROM registry_organization WHERE stage_id = NEW.id",
    ),
    Vocabulary(
        "taxonomy_administrativeunit",
        ("full_name", "district_name", "contains"),
        "SELECT organization_id FROM registry_address"
        " WHERE unit_id = NEW.id OR former_unit_id = NEW.id",
    ),
    Vocabulary(
        "classification_schemeclass",
        ("code", "name_vi", "name_en"),
        "SELECT organization_id FROM classification_classification WHERE scheme_class_id = NEW.id",
    ),
)


def install(**_kwargs: Any) -> None:
    """Put the triggers in place. Safe to run again; asked after every `migrate`.

    SQLite rebuilds a table to alter it and drops its triggers on the way, so once is not enough.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if PENDING not in tables:
            return
        postgresql = connection.vendor == "postgresql"
        if postgresql:
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table, column in OWNED.items():
            if table in tables:
                for statement in (
                    _owned_postgresql(table, column) if postgresql else _owned_sqlite(table, column)
                ):
                    cursor.execute(statement)
        for vocabulary in VOCABULARIES:
            if vocabulary.table in tables:
                for statement in (
                    _words_postgresql(vocabulary) if postgresql else _words_sqlite(vocabulary)
                ):
                    cursor.execute(statement)


# SQLite: a statement's own conflict policy (INSERT OR IGNORE) reaches into the trigger and
# replaces the one written there, so the mark is written without any.


def _mark_sqlite(records: str) -> str:
    return f"""
        INSERT INTO {PENDING} (organization_id, marked_at, stamp, attempts, last_error)
            SELECT DISTINCT r.organization_id, strftime('%Y-%m-%d %H:%M:%f', 'now'), random(), 0, ''
            FROM ({records}) AS r
            WHERE r.organization_id NOT IN (SELECT organization_id FROM {PENDING});
        UPDATE {PENDING} SET stamp = random() WHERE organization_id IN
            (SELECT r.organization_id FROM ({records}) AS r);
    """


def _owned_sqlite(table: str, column: str) -> list[str]:
    rows = {
        "INSERT": f"SELECT NEW.{column} AS organization_id",
        "UPDATE": f"SELECT NEW.{column} AS organization_id UNION SELECT OLD.{column}",
        "DELETE": f"SELECT OLD.{column} AS organization_id",
    }
    statements = []
    for event in EVENTS:
        name = f"{PREFIX}_{table}_{event.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {_mark_sqlite(rows[event])} END",
        ]
    return statements


def _changed(columns: tuple[str, ...], different: str) -> str:
    return " OR ".join(f"OLD.{column} {different} NEW.{column}" for column in columns)


def _words_sqlite(words: Vocabulary) -> list[str]:
    name = f"{PREFIX}_{words.table}"
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER UPDATE ON {words.table}"
        f" WHEN {_changed(words.columns, 'IS NOT')}"
        f" BEGIN {_mark_sqlite(words.records)} END",
    ]


_POSTGRESQL_MARK = f"""
    INSERT INTO {PENDING} AS p (organization_id, marked_at, stamp, attempts, last_error)
    SELECT r.organization_id, clock_timestamp(), floor(random() * 9e15)::bigint, 0, ''
    FROM (%s) AS r GROUP BY r.organization_id ORDER BY r.organization_id
    ON CONFLICT (organization_id) DO UPDATE SET stamp = EXCLUDED.stamp;
"""

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}() RETURNS trigger AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
    {
    _POSTGRESQL_MARK
    % (
        "SELECT (v.row ->> TG_ARGV[0])::bigint AS organization_id"
        " FROM (VALUES (before), (after)) AS v (row) WHERE v.row IS NOT NULL"
    )
}
    RETURN NULL;
END $$ LANGUAGE plpgsql;
"""


def _owned_postgresql(table: str, column: str) -> list[str]:
    name = f"{PREFIX}_{table}"
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {PREFIX}('{column}')",
    ]


def _words_postgresql(words: Vocabulary) -> list[str]:
    name = f"{PREFIX}_{words.table}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$"
        f" BEGIN {_POSTGRESQL_MARK % words.records} RETURN NULL; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {name} ON {words.table}",
        f"CREATE TRIGGER {name} AFTER UPDATE ON {words.table} FOR EACH ROW"
        f" WHEN ({_changed(words.columns, 'IS DISTINCT FROM')})"
        f" EXECUTE FUNCTION {name}()",
    ]
