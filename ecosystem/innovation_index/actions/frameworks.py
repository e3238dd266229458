"""Loading the framework versions of the index and what was published, from the province's files."""

from pathlib import Path
from typing import Any

from ecosystem.innovation_index.models import (
    Framework,
    Group,
    IndicatorVersion,
    Pillar,
    PublishedResult,
)
from ecosystem.taxonomy.actions import (
    ProvinceFilesError,
    document,
    keep_rows,
    read_csv,
    read_toml,
)
from ecosystem.taxonomy.models import Boundary, Province

Row = dict[str, Any]

OWN_KEYS = ("act", "indicators", "pillar", "indicator")


def load_frameworks(folder: Path, _province: Province) -> dict[str, int]:
    """Keep one framework version for each `frameworks/pii-*.toml`, with its whole tree."""
    files = [read_toml(path) for path in sorted((folder / "frameworks").glob("pii-*.toml"))]
    keep_rows(
        Framework,
        ("code", "year"),
        (
            {"act": document(file.get("act", ""))}
            | {name: value for name, value in file.items() if name not in OWN_KEYS}
            for file in files
        ),
    )
    versions = {(row.code, row.year): row for row in Framework.objects.all()}
    pillars = [
        (versions[file["code"], file["year"]], file, pillar)
        for file in files
        for pillar in file["pillar"]
    ]
    keep_rows(
        Pillar,
        ("framework_id", "code"),
        (
            {"framework": framework}
            | {name: value for name, value in pillar.items() if name != "group"}
            for framework, _file, pillar in pillars
        ),
    )
    pillar_rows = {(row.framework_id, row.code): row for row in Pillar.objects.all()}
    keep_rows(
        Group,
        ("pillar_id", "code"),
        (
            {"pillar": pillar_rows[framework.pk, pillar["code"]]} | group
            for framework, _file, pillar in pillars
            for group in pillar["group"]
        ),
    )
    count = keep_rows(
        IndicatorVersion,
        ("group_id", "code"),
        [row for file in files for row in _indicators(folder, versions, file)],
    )
    return {"index frameworks": len(files), "indicator versions": count}


def _indicators(folder: Path, versions: dict[tuple[str, int], Framework], file: Row) -> list[Row]:
    """Return the indicators of one file: the shared list, with what this version says instead."""
    framework = versions[file["code"], file["year"]]
    groups = {row.code: row for row in Group.objects.filter(pillar__framework=framework)}
    instead = {row["code"]: row for row in file.get("indicator", [])}
    rows = []
    for line in read_csv(folder / file["indicators"]):
        if line["group"] not in groups:
            raise ProvinceFilesError(f"{file['indicators']}: no group {line['group']!r}")
        rows.append(
            {
                "group": groups[line["group"]],
                "code": line["code"],
                "name_vi": line["name_vi"],
                "name_en": line["name_en"],
                "unit_vi": line["unit_vi"],
                "unit_en": line["unit_en"],
                "source_kind": line["kind"],
                "higher_is_better": line["direction"] == "higher",
                "mark": line["mark"],
                "source": line["source"],
            }
            | instead.get(line["code"], {})
        )
    return rows


def load_results(folder: Path, _province: Province) -> dict[str, int]:
    """Keep what was published, by year and area. An empty column is missing, never zero (IND-4)."""
    versions = {(row.code, row.year): row for row in Framework.objects.all()}
    boundaries = {row.code: row for row in Boundary.objects.all()}
    names = ("score", "input_score", "output_score", "rank", "source_name", "source_url")
    rows = []
    for line in read_csv(folder / "pii_published_scores.csv"):
        version = (line["framework"], int(line["year"]))
        if version not in versions or (line["boundary"] and line["boundary"] not in boundaries):
            raise ProvinceFilesError(f"pii_published_scores.csv: {line}")
        rows.append(
            {
                "framework": versions[version],
                "boundary": boundaries.get(line["boundary"]),
                "area_name": line["area"],
                "mark": line["mark"],
                "source": line["source"],
            }
            | {name: line[name] for name in names}
        )
    return {"published results": keep_rows(PublishedResult, ("framework_id", "area_name"), rows)}
