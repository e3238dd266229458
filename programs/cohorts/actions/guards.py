"""What the database itself refuses, whoever writes: money before its milestone, other certificates.

A check constraint sees one row; these promises look at two tables or at what was before.
"""

from typing import Any

from django.db import connection

INSTALMENT, MILESTONE = "cohorts_instalment", "cohorts_milestone"
CERTIFICATE = "cohorts_certificate"
FROZEN = (
    "number",
    "check_code",
    "member_id",
    "organization_code",
    "organization_name",
    "cohort_code",
    "cohort_title",
    "starts_on",
    "ends_on",
    "issued_on",
    "issued_by_id",
    "signer_title",
)

TOO_EARLY = "an instalment is asked on an accepted milestone only"
TAKEN_BACK = "a milestone with money asked stays accepted"
IMMUTABLE = "an issued certificate is immutable"


def install_guards(**_kwargs: Any) -> None:
    """Install the triggers. Safe to run again, after each migration."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {INSTALMENT, MILESTONE, CERTIFICATE} <= tables:
            return
        statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
        for statement in statements:
            cursor.execute(statement)


def _postgresql() -> list[str]:
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    changed += " OR (OLD.file_id IS NOT NULL AND NEW.file_id IS DISTINCT FROM OLD.file_id)"
    bodies = {
        "cohorts_instalment_early": (
            INSTALMENT,
            "INSERT OR UPDATE",
            f"""IF NEW.status <> 'planned' AND NOT EXISTS (
                    SELECT 1 FROM {MILESTONE} m
                    WHERE m.id = NEW.milestone_id AND m.status = 'accepted'
                ) THEN RAISE EXCEPTION '{TOO_EARLY}'; END IF; RETURN NEW;""",
        ),
        "cohorts_milestone_taken_back": (
            MILESTONE,
            "UPDATE",
            f"""IF OLD.status = 'accepted' AND NEW.status <> 'accepted' AND EXISTS (
                    SELECT 1 FROM {INSTALMENT} i
                    WHERE i.milestone_id = OLD.id AND i.status <> 'planned'
                ) THEN RAISE EXCEPTION '{TAKEN_BACK}'; END IF; RETURN NEW;""",
        ),
        "cohorts_certificate_immutable": (
            CERTIFICATE,
            "UPDATE OR DELETE",
            f"""IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{IMMUTABLE}'; END IF;
                IF {changed} THEN RAISE EXCEPTION '{IMMUTABLE}'; END IF; RETURN NEW;""",
        ),
    }
    return [
        f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
        BEGIN {body} END $$ LANGUAGE plpgsql;
        DROP TRIGGER IF EXISTS {name}_guard ON {table};
        CREATE TRIGGER {name}_guard BEFORE {events} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}();
        """
        for name, (table, events, body) in bodies.items()
    ]


def _sqlite() -> list[str]:
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
    changed += " OR (OLD.file_id IS NOT NULL AND NEW.file_id IS NOT OLD.file_id)"
    early = f"""NEW.status <> 'planned' AND NOT EXISTS (
        SELECT 1 FROM {MILESTONE} m WHERE m.id = NEW.milestone_id AND m.status = 'accepted')"""
    taken = f"""OLD.status = 'accepted' AND NEW.status <> 'accepted' AND EXISTS (
        SELECT 1 FROM {INSTALMENT} i WHERE i.milestone_id = OLD.id AND i.status <> 'planned')"""
    guards = [
        ("cohorts_instalment_early_insert", "INSERT", INSTALMENT, early, TOO_EARLY),
        ("cohorts_instalment_early_update", "UPDATE", INSTALMENT, early, TOO_EARLY),
        ("cohorts_milestone_taken_back", "UPDATE", MILESTONE, taken, TAKEN_BACK),
        ("cohorts_certificate_no_update", "UPDATE", CERTIFICATE, changed, IMMUTABLE),
        ("cohorts_certificate_no_delete", "DELETE", CERTIFICATE, "1", IMMUTABLE),
    ]
    return [
        f"""
        CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END
        """
        for name, event, table, condition, sentence in guards
    ]
