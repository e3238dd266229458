"""The index's arithmetic against published figures, hand-made vectors, and another program."""

import csv
import re
from decimal import Decimal

import pytest
from django.conf import settings

from ecosystem.innovation_index.choices import CalculatorMode, Level
from ecosystem.innovation_index.selectors.calculator import (
    TOLERANCE,
    CalculatorError,
    Node,
    Range,
    Structure,
    calculate,
    weighted_mean,
)
from ecosystem.innovation_index.selectors.normalization import (
    kurtosis,
    normalize,
    skewness,
    treat,
)

from .trees import flat, leaf, pii

ASEM = settings.ROOT.parent / "shared" / "oracles" / "coinr-asem"


def d(text):
    return Decimal(text)


def own(**scores):
    values = {code.removeprefix("p").replace("_", "."): d(text) for code, text in scores.items()}
    return calculate(pii(groups=3), CalculatorMode.OWN, values).own.by_code


# Own: published parts, tolerance 0.01 ---------------------------------------------------------


def test_tay_ninh_2023_is_recomputed_from_its_two_halves():
    calculation = calculate(pii(), CalculatorMode.OWN, {"input": d("36.18"), "output": d("33.60")})

    assert calculation.own.index.score == d("34.89")
    assert calculation.own.index.coverage == 1
    assert "không phải chỉ số chính thức" in calculation.statement


def test_quang_tri_2023_from_groups_and_pillars():
    levels = own(
        p1="31.16", p2="26.47", p3="34.06", p4="29.93", p5="19.88",
        p6_1="0.00", p6_2="29.87", p6_3="17.04", p7="44.75",
    )  # fmt: skip

    assert abs(levels["6"].score - d("15.64")) <= TOLERANCE
    assert abs(levels["input"].score - d("28.30")) <= TOLERANCE
    assert abs(levels["output"].score - d("30.19")) <= TOLERANCE
    assert abs(levels["index"].score - d("29.25")) <= TOLERANCE


@pytest.mark.parametrize(
    ("given", "published"),
    [
        (("51.50", "47.23"), "49.37"),  # Huế 2025
        (("56.45", "48.20"), "52.32"),  # Hải Phòng 2023: rounded from unrounded parts
        (("28.30", "30.19"), "29.25"),  # Quảng Trị 2023
    ],
)
def test_published_halves_give_the_published_index(given, published):
    levels = own(input=given[0], output=given[1])

    assert abs(levels["index"].score - d(published)) <= TOLERANCE


def test_an_official_score_stands_and_its_parts_are_checked_against_it():
    levels = own(p6_1="0.00", p6_2="29.87", p6_3="17.04", p6="15.64", p7="44.75", input="28.30")
    wrong = own(p6_1="10.00", p6_2="29.87", p6_3="17.04", p6="15.64")

    assert levels["6"].score == d("15.64")
    assert levels["6"].agrees
    assert not wrong["6"].agrees
    assert wrong["6"].difference > 3


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_a_score_outside_its_scale_is_refused_by_name(score):
    with pytest.raises(CalculatorError) as refused:
        calculate(pii(), CalculatorMode.OWN, {"input": d(score)})

    assert refused.value.field == "input"


def test_nothing_to_calculate_with_is_refused():
    with pytest.raises(CalculatorError):
        calculate(pii(), CalculatorMode.OWN, {"input": None, "output": None})


def test_an_unknown_code_is_refused():
    with pytest.raises(CalculatorError, match=re.escape("9.9")):
        calculate(pii(), CalculatorMode.OWN, {"9.9": d(1)})


# Missing (IND-4) ------------------------------------------------------------------------------


def test_missing_is_left_out_and_the_coverage_says_so():
    tree = flat(leaf("a"), leaf("b"))

    index = calculate(tree, CalculatorMode.OWN, {"a": d(60), "b": None}).own.index

    assert index.score == 60
    assert index.coverage == d("0.5")


def test_a_half_below_the_least_coverage_has_no_score():
    tree = pii(groups=1, indicators=3)
    strict = Structure(tree.name, tree.year, tree.root, least_coverage=d("0.66"))

    levels = calculate(strict, CalculatorMode.OWN, {"1": d(50), "output": d(40)}).own.by_code

    assert levels["input"].score is None
    assert levels["index"].score == 40
    assert levels["index"].coverage == d(9) / d(21)


def test_weights_apply_to_what_is_known():
    parts = [(d("75.3"), d("0.5")), (d("86.3"), d("0.5")), (d(100), d(1))]

    assert abs(weighted_mean(parts) - d("90.4")) <= d("0.06")
    assert weighted_mean([(None, d(1)), (d(7), d("0.5"))]) == 7
    assert weighted_mean([(None, d(1))]) is None


# Normalization --------------------------------------------------------------------------------


def test_minimum_and_maximum_with_direction():
    column = {"a": d(2), "b": d(4), "c": None, "d": d(10)}

    assert normalize(column) == {"a": 0, "b": 25, "c": None, "d": 100}
    assert normalize(column, higher_is_better=False) == {"a": 100, "b": 75, "c": None, "d": 0}


def test_a_constant_column_gives_nobody_a_score_and_is_named():
    tree = flat(leaf("a"), leaf("b"))
    values = {"x": {"a": d(5), "b": d(1)}, "y": {"a": d(5), "b": d(3)}}

    calculation = calculate(tree, CalculatorMode.FULL, values)

    assert normalize({"x": d(5), "y": d(5)}) == {"x": None, "y": None}
    assert calculation.left_out == ("a",)
    assert [area.index.score for area in calculation.areas] == [0, 100]
    assert not calculation.is_complete


def test_an_indicator_missing_everywhere_is_left_out_by_name():
    tree = flat(leaf("a"), leaf("b"))

    calculation = calculate(
        tree, CalculatorMode.FULL, {"x": {"a": None, "b": d(1)}, "y": {"a": None, "b": d(3)}}
    )

    assert calculation.left_out == ("a",)


def test_one_area_alone_cannot_be_scored():
    with pytest.raises(CalculatorError):
        calculate(flat(leaf("a")), CalculatorMode.FULL, {"x": {"a": d(1)}})


def test_skewness_and_kurtosis_as_spreadsheets_give_them():
    before = [d(n) for n in (*range(1, 11), 30, 100)]
    after = [d(n) for n in (*range(1, 11), 30, 30)]

    assert round(skewness(before), 6) == d("3.063241")
    assert round(kurtosis(before), 6) == d("9.741391")
    assert round(skewness(after), 6) == d("1.712038")
    assert round(kurtosis(after), 6) == d("1.815781")


@pytest.mark.parametrize(
    ("values", "inside"), [((*range(1, 11), 30, 100), 30), ((*range(1, 11), 100), 10)]
)
def test_one_outlier_is_set_to_the_next_value_inside(values, inside):
    column = {str(place): d(value) for place, value in enumerate(values)}

    treated, change = treat("x", column)

    assert treated[str(len(values) - 1)] == inside
    assert change.points == 1


def test_the_lowest_are_moved_when_the_tail_is_low():
    column = {str(place): d(-value) for place, value in enumerate((*range(1, 11), 100))}

    treated, _change = treat("x", column)

    assert treated["10"] == -10


def test_too_many_outliers_take_the_logarithm():
    values = [*range(1, 94), *range(10000, 10007)]
    column = {str(place): d(value) for place, value in enumerate(values)}

    treated, change = treat("x", column)

    assert change.logarithm
    assert sorted(treated, key=lambda area: treated[area]) == [str(n) for n in range(100)]


# What-if --------------------------------------------------------------------------------------


def drawing():
    """The tree of the drawing: pillar 5 has three groups, group 5.3 four indicators."""
    group = Node("5.3", "5.3", Level.GROUP, tuple(leaf(f"5.3.{n}") for n in range(1, 5)))
    others = (leaf("5.1"), leaf("5.2"))
    pillar = Node("5", "5", Level.PILLAR, (*others, group))
    halves = (
        Node("input", "input", Level.HALF, (*(leaf(str(n)) for n in range(1, 5)), pillar)),
        Node("output", "output", Level.HALF, (leaf("6"), leaf("7"))),
    )
    return Structure("PII", 2025, Node("index", "index", Level.INDEX, halves))


def test_a_change_is_carried_up_unrounded():
    base = {"5.3": d(31), "5": d("28.40"), "input": d(36), "index": d("34.80")}
    values = {"5.3.3": Range(low=d("1.20"), high=d("9.60"), now=d("3.30"), changed=d("4.56"))}

    levels = calculate(drawing(), CalculatorMode.WHAT_IF, values, base=base).own.by_code

    assert {code: level.change for code, level in levels.items()} == {
        "5.3.3": d(15),
        "5.3": d("3.75"),
        "5": d("1.25"),
        "input": d("0.25"),
        "index": d("0.125"),
    }
    assert levels["5.3.3"].score == 25
    assert levels["index"].changed_score == d("34.925")


def test_a_score_that_is_not_known_stays_unknown_and_its_change_is_told():
    values = {"5.3.3": Range(low=d(0), high=d(10), now=d(2), changed=d(4))}

    index = calculate(drawing(), CalculatorMode.WHAT_IF, values).own.index

    assert index.score is None
    assert index.changed_score is None
    assert index.change > 0


def test_beyond_the_bounds_the_score_is_clipped():
    values = {"5.3.3": Range(low=d(0), high=d(10), now=d(-5), changed=d(400))}

    level = calculate(drawing(), CalculatorMode.WHAT_IF, values).own.by_code["5.3.3"]

    assert (level.score, level.change) == (0, 100)


def test_bounds_in_the_wrong_order_are_refused():
    values = {"5.3.3": Range(low=d(10), high=d(10), now=d(2), changed=d(4))}

    with pytest.raises(CalculatorError) as refused:
        calculate(drawing(), CalculatorMode.WHAT_IF, values)

    assert refused.value.field == "5.3.3"


# Full, against another program ----------------------------------------------------------------

needs_oracle = pytest.mark.skipif(
    not ASEM.exists(), reason="the oracle's files are not beside the project"
)


def rows(name):
    with (ASEM / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asem_structure():
    lines = [row for row in rows("asem_meta.csv") if row["Level"]]
    parts: dict[str, list[Node]] = {}
    for row in sorted(lines, key=lambda row: float(row["Level"])):
        children = tuple(parts.pop(row["iCode"], ()))
        node = Node(
            row["iCode"],
            row["iName"],
            Level.GROUP if children else Level.INDICATOR,
            children,
            weight=d(row["Weight"]),
            higher_is_better=float(row["Direction"]) > 0,
        )
        parts.setdefault(row["Parent"], []).append(node)
    (root,) = parts[""]
    return Structure("ASEM", 2018, root, outlier_rule="coinr")


def asem_values(structure):
    """Divide by the denominator, then fill a gap with the mean of the country's group."""
    denominators = {row["iCode"]: row["Denominator"] for row in rows("asem_meta.csv")}
    countries = rows("asem_raw.csv")
    values: dict[str, dict[str, Decimal | None]] = {row["uCode"]: {} for row in countries}
    for leaf_ in structure.root.leaves():
        groups: dict[str, list[Decimal]] = {}
        for row in countries:
            text = row[leaf_.code]
            value = None if text in ("", "NA") else d(text)
            if value is not None and denominators[leaf_.code]:
                below = row[denominators[leaf_.code]]
                value = None if below in ("", "NA") else value / d(below)
            if value is not None:
                groups.setdefault(row["EurAsia_group"], []).append(value)
            values[row["uCode"]][leaf_.code] = value
        for row in countries:
            if values[row["uCode"]][leaf_.code] is None:
                group = groups[row["EurAsia_group"]]
                values[row["uCode"]][leaf_.code] = sum(group) / len(group)
    return values


@needs_oracle
def test_full_mode_gives_the_scores_of_another_program():
    structure = asem_structure()

    calculation = calculate(structure, CalculatorMode.FULL, asem_values(structure))

    scores = {area.area: area.by_code for area in calculation.areas}
    expected = rows("asem_expected.csv")
    assert len(expected) == 51
    differing = [
        (row["uCode"], code)
        for row in expected
        for code, text in row.items()
        if code != "uCode" and abs(scores[row["uCode"]][code].score - d(text)) > d("0.00006")
    ]
    assert differing == []


@needs_oracle
def test_the_same_indicators_are_treated_for_outliers():
    structure = asem_structure()

    calculation = calculate(structure, CalculatorMode.FULL, asem_values(structure))

    assert {change.indicator: change.points for change in calculation.treated} == {
        "Flights": 1, "Bord": 3, "Gas": 3, "Services": 4, "FDI": 2, "ForPort": 3,
        "CostImpEx": 1, "Tariff": 3, "StMob": 2, "CultServ": 3, "Forest": 2, "Poverty": 3,
        "NGOs": 3, "FemLab": 1, "PubDebt": 1,
    }  # fmt: skip
    assert not any(change.logarithm for change in calculation.treated)


@needs_oracle
def test_an_index_that_was_published_is_met_to_two_places():
    structure = asem_structure()

    calculation = calculate(structure, CalculatorMode.FULL, asem_values(structure))

    order = sorted(calculation.areas, key=lambda area: -(area.index.score or 0))
    assert [area.area for area in order[:6]] == ["CHE", "NLD", "DNK", "NOR", "BEL", "SWE"]
    assert [round(area.index.score, 2) for area in order[:6]] == [
        d(text) for text in ("68.38", "64.82", "64.80", "64.47", "63.54", "63.00")
    ]
    assert order[44].area == "IND"
