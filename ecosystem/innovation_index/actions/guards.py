"""What the database itself refuses: a published report never changes (REP-8)."""

from typing import Any

from django.db import connection

TABLE = "innovation_index_report"
PUBLISHED = "('published', 'superseded')"
# Only the state may still move, when a successor is published.
FROZEN = ("number", "data", "file_id", "on_date", "known_at", "published_at", "title")


def install_guards(**_kwargs: Any) -> None:
    """Refuse to change or delete published reports, whoever writes. Safe to run again."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
            cursor.execute(
                f"""
                CREATE OR REPLACE FUNCTION innovation_index_report_refuse() RETURNS trigger AS $$
                BEGIN
                    IF OLD.status IN {PUBLISHED} AND (TG_OP = 'DELETE' OR {changed}) THEN
                        RAISE EXCEPTION 'a published report is immutable';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                END $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS innovation_index_report_immutable ON {TABLE};
                CREATE TRIGGER innovation_index_report_immutable BEFORE UPDATE OR DELETE
                    ON {TABLE} FOR EACH ROW EXECUTE FUNCTION innovation_index_report_refuse();
                """
            )
            return
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
        for event, condition in (("UPDATE", f"({changed})"), ("DELETE", "1")):
            cursor.execute(
                f"""
                CREATE TRIGGER IF NOT EXISTS innovation_index_report_no_{event.lower()}
                BEFORE {event} ON {TABLE}
                WHEN OLD.status IN {PUBLISHED} AND {condition}
                BEGIN SELECT RAISE(ABORT, 'a published report is immutable'); END
                """
            )
