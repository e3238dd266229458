"""What is frozen stays: the database itself refuses to change or remove it (TGT-11)."""

from typing import Any

from django.db import connection

TABLES = ("targets_snapshot", "targets_restatement")


def install_guards(**_kwargs: Any) -> None:
    """Make the database refuse UPDATE and DELETE on frozen rows. Safe to run again."""
    with connection.cursor() as cursor:
        existing = connection.introspection.table_names(cursor)
        for table in TABLES:
            if table not in existing:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"""
                    CREATE OR REPLACE FUNCTION targets_refuse() RETURNS trigger AS $$
                    BEGIN RAISE EXCEPTION 'a snapshot is immutable'; END $$ LANGUAGE plpgsql;
                    DROP TRIGGER IF EXISTS {table}_immutable ON {table};
                    CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE
                        ON {table} FOR EACH ROW EXECUTE FUNCTION targets_refuse();
                    """
                )
                continue
            for event in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"""
                    CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()}
                    BEFORE {event} ON {table}
                    BEGIN SELECT RAISE(ABORT, 'a snapshot is immutable'); END
                    """
                )
