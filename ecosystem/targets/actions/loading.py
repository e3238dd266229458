"""The part of `load_province` that keeps the province's targets."""

from pathlib import Path
from typing import Any

from ecosystem.classification.selectors import UnknownClassError, scheme_class
from ecosystem.targets.models import Target
from ecosystem.taxonomy.actions import (
    Counts,
    ProvinceFilesError,
    document,
    keep_rows,
    read_toml,
)
from ecosystem.taxonomy.models import Boundary, Province

RELATIONS = ("parent", "disagrees_with", "superseded_by")


def load_targets(folder: Path, _province: Province) -> Counts:
    """Keep the targets of targets.toml. What officers have done with a target's state stays."""
    tables = read_toml(folder / "targets.toml").get("target", [])
    existing = set(Target.objects.values_list("code", flat=True))
    count = keep_rows(
        Target,
        ("code",),
        (
            {"position": place} | _values(table, is_new=table["code"] not in existing)
            for place, table in enumerate(tables, 1)
        ),
    )
    targets = {target.code: target for target in Target.objects.all()}
    for table in tables:
        target = targets[table["code"]]
        wanted = {name: targets[table[name]] for name in RELATIONS if table.get(name)}
        if any(getattr(target, f"{name}_id") != other.pk for name, other in wanted.items()):
            for name, other in wanted.items():
                setattr(target, name, other)
            target.save(update_fields=list(wanted))
    return {"targets": count}


def _values(table: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
    own = {"document", "boundary", "scheme", "class", *RELATIONS}
    if not is_new:
        own.add("state")
    values = {name: value for name, value in table.items() if name not in own}
    try:
        values["boundary"] = Boundary.objects.get(code=table["boundary"])
        klass = table.get("class")
        values["scheme_class"] = scheme_class(table["scheme"], klass) if klass else None
    except (Boundary.DoesNotExist, UnknownClassError) as error:
        raise ProvinceFilesError(f"target {table['code']}: {error}") from error
    return values | {"act": document(table.get("document", ""))}
