"""The part of `load_province` that keeps schemes and their classes."""

from pathlib import Path
from typing import Any

from ecosystem.classification.models import Scheme, SchemeClass
from ecosystem.taxonomy.actions import Counts, document, keep_rows, read_toml
from ecosystem.taxonomy.models import Province


def load_schemes(folder: Path, _province: Province) -> Counts:
    """Keep the schemes of schemes.toml, and each class after its scheme, then its parent."""
    tables = read_toml(folder / "schemes.toml").get("scheme", [])
    count = keep_rows(Scheme, ("code",), map(_scheme_values, tables))
    schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
    classes = [
        (schemes[table["code"]], place, row)
        for table in tables
        for place, row in enumerate(table.get("class", []), 1)
    ]
    kept = keep_rows(
        SchemeClass,
        ("scheme_id", "code"),
        (
            {"scheme": scheme, "position": place}
            | {name: value for name, value in row.items() if name != "parent"}
            for scheme, place, row in classes
        ),
    )
    found = {(row.scheme_id, row.code): row for row in SchemeClass.objects.all()}
    for scheme, _place, row in classes:
        parent = found[scheme.pk, row["parent"]] if "parent" in row else None
        klass = found[scheme.pk, row["code"]]
        if klass.parent_id != (parent.pk if parent else None):
            klass.parent = parent
            klass.save(update_fields=["parent"])
    return {"schemes": count, "classes": kept}


def _scheme_values(table: dict[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in table.items() if name not in ("class", "document")}
    return own | {"legal_document": document(table.get("document", ""))}
