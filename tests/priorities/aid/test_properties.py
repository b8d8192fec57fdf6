"""What holds for every project."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from priorities.aid.worked import RATES, RULES, project
from scipy.optimize import linprog

from omstilling.priorities.aid import (
    Answer,
    Project,
    aid,
    as_data,
    programme_ceiling,
)
from omstilling.priorities.aid.asked import as_rule_size
from omstilling.priorities.aid.flow import SINK, SOURCE, Network
from omstilling.priorities.aid.rules import Size

CATEGORIES = (
    "fundamental_research",
    "industrial_research",
    "experimental_development",
    "feasibility_study",
    "innovation_support",
    "innovation_advice",
    "process_innovation",
    "training",
    "other",
)
SIZES = ("micro", "small", "medium", "large")
DECLARED = (
    "effective_collaboration",
    "wide_dissemination",
    "open_licences",
    "right_to_publish",
    "two_states",
    "beyond_mandatory_training",
    "vulnerable_workers",
)
SCHEMES = (
    ["programme"],
    ["skattefunn", "programme"],
    ["programme", "enova", "skattefunn"],
    ["in-network", "in-environment", "programme"],
)
amounts = st.integers(0, 30_000_000)
costs = st.dictionaries(st.sampled_from(CATEGORIES), amounts, min_size=1, max_size=4)
firms = st.fixed_dictionaries(
    {
        "size": st.sampled_from(SIZES),
        "in_difficulty": st.sampled_from([False, False, True, None]),
        "recovery_order": st.sampled_from([False, False, True, None]),
        "sector": st.sampled_from(["25.620", "62.010", "01.110", "49.410"]),
        "group": st.sampled_from([None, None, "g"]),
    }
)


@st.composite
def projects(draw: st.DrawFn, most: int = 3) -> Project:
    names = [f"p{n}" for n in range(draw(st.integers(1, most)))]
    other = draw(st.integers(0, 2_000_000))
    given_costs = {name: draw(costs) for name in names}
    category = next(iter(given_costs[names[0]]))
    kind = draw(st.sampled_from(["state_aid", "union"]))
    return project(
        schemes=draw(st.sampled_from(SCHEMES)),
        area=draw(st.sampled_from(["none", "a", "c"])),
        declared={name: draw(st.booleans()) for name in DECLARED},
        partners={name: draw(firms) for name in names},
        costs=given_costs,
        other_aid=[
            {
                "partner": names[0],
                "category": category,
                "giver": "x",
                "kind": kind,
                "granted": "2024-12-02",
                "nok": other,
            }
        ],
    )


def ask(one: Project) -> Answer:
    return aid(one, rules=RULES, rates=RATES)


@given(projects())
def test_no_ceiling_passes_the_costs_and_no_amount_has_a_fraction(one: Project) -> None:
    answer = ask(one)
    for item in answer.ceilings:
        assert 0 <= item.nok <= max(item.cost, Decimal(0))
        assert item.nok == item.nok.to_integral_value()
        assert item.percent <= 100
    for award in answer.awards:
        assert 0 < award.nok <= award.counts_for
        assert award.nok == award.nok.to_integral_value()


@given(projects())
def test_a_stack_keeps_within_every_ceiling(one: Project) -> None:
    answer = ask(one)
    for item in answer.ceilings:
        counted = [a.counts_for for a in answer.awards if a.ceiling is item]
        assert sum(counted) <= item.nok
    for name, left in answer.allowances.items():
        theirs = [a for a in answer.awards if a.ceiling.undertaking == name]
        assert sum(a.counts_for for a in theirs) <= left.left_nok


@given(projects().filter(lambda one: "skattefunn" not in one.schemes))
def test_no_other_stack_gives_more(one: Project) -> None:
    """The twin is a linear program over scheme, kind of costs and year."""
    answer = ask(one)
    items, day = answer.ceilings, one.granted
    uses, most, yearly = [], [], []
    for name in one.schemes:
        version = RULES[name].on(day)
        assert version is not None
        for n, item in enumerate(items):
            share = version.share(item.category)
            if item.rule and item.rule.rule in version.basis and share:
                size = ask_size(answer, item.partner)
                uses.append((name, n))
                most.append(float(share.percent[size] * item.cost / 100))
        yearly += [(name, float(limit.nok)) for limit in version.limits]
    if not uses:
        assert answer.aid == 0
        return
    rows = [[float(use[1] == n) for use in uses] for n in range(len(items))]
    bounds = [float(item.nok) for item in items]
    for undertaking, left in answer.allowances.items():
        rows.append([float(items[n].undertaking == undertaking) for _, n in uses])
        bounds.append(float(left.left_nok))
    for name, limit in yearly:
        rows.append([float(use[0] == name) for use in uses])
        bounds.append(limit)
    rows.append([1.0] * len(uses))
    bounds.append(float(one.cost / 2 - sum(o.nok for o in one.other_aid)))
    if bounds[-1] < 0:
        assert "not_half_private" in {note.key for note in answer.notes}
        return
    found = linprog(
        [-1.0] * len(uses), A_ub=rows, b_ub=bounds, bounds=[(0, m) for m in most]
    )
    assert -found.fun - len(uses) <= float(answer.aid) <= -found.fun + 1e-3


def ask_size(answer: Answer, partner: str) -> Size:
    share = next(one for one in answer.shares if one.partner == partner)
    return as_rule_size(share.size)


@given(projects())
def test_half_is_private_wherever_the_programme_pays(one: Project) -> None:
    answer = ask(one)
    if any(award.scheme.rule == "programme" for award in answer.awards):
        assert answer.half_private
        assert answer.private_percent >= 50


@given(projects())
def test_own_contributions_and_aid_make_up_the_costs(one: Project) -> None:
    answer = ask(one)
    paid = sum(s.own + s.aid + s.other_public for s in answer.shares)
    assert paid == one.cost
    assert sum(s.aid for s in answer.shares) == answer.aid


@given(projects(), st.randoms(use_true_random=False))
def test_the_order_of_partners_and_costs_changes_nothing(
    one: Project, random: Any
) -> None:
    partners, costs_ = list(one.partners), list(one.costs)
    random.shuffle(partners)
    random.shuffle(costs_)
    update = {"partners": tuple(partners), "costs": tuple(costs_)}
    other = one.model_copy(update=update)
    first, second = as_data(ask(one), "en"), as_data(ask(other), "en")
    for name in ("ceilings", "stack", "schemes", "partners", "aid", "status", "duties"):
        assert first[name] == second[name]


@given(
    st.sampled_from(CATEGORIES),
    st.sampled_from(SIZES),
    amounts,
    st.integers(0, 5_000_000),
    st.booleans(),
)
def test_more_costs_never_give_a_lower_ceiling(
    category: str, size: str, nok: int, more: int, disseminated: bool
) -> None:
    def ceiling(cost: int) -> Decimal:
        one = project(
            declared={"wide_dissemination": disseminated},
            partners={"a": {"size": size}},
            costs={"a": {category: cost}},
        )
        return ask(one).ceilings[0].nok

    assert ceiling(nok) <= ceiling(nok + more)


@given(st.sampled_from(CATEGORIES[:4] + CATEGORIES[7:]), amounts, st.booleans())
def test_a_smaller_firm_never_has_a_lower_ceiling(
    category: str, nok: int, disseminated: bool
) -> None:
    found = [
        ask(
            project(
                declared={
                    "wide_dissemination": disseminated,
                    "beyond_mandatory_training": True,
                },
                partners={"a": {"size": size}},
                costs={"a": {category: nok}},
            )
        )
        .ceilings[0]
        .nok
        for size in SIZES
    ]
    assert found == sorted(found, reverse=True)


@given(projects())
def test_the_programme_alone_gives_what_the_room_says(one: Project) -> None:
    alone = ask(one.model_copy(update={"schemes": ("programme",)}))
    ceiling = programme_ceiling(one, rules=RULES, rates=RATES)
    assert ceiling.nok == alone.aid
    assert ceiling.status == alone.status
    assert sum(ceiling.by_partner.values()) == ceiling.nok
    assert ceiling.rules == alone.rules


@given(projects(), st.integers(0, 100))
def test_a_scaled_project_costs_no_more(one: Project, percent: int) -> None:
    smaller = one.scaled(Decimal(percent) / 100)
    assert smaller.cost <= one.cost * percent / 100
    assert smaller.cost_by_year.keys() == one.cost_by_year.keys()


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=3),
    st.lists(st.integers(0, 9), min_size=2, max_size=3),
    st.data(),
)
def test_flow_is_the_smallest_cut(
    out: list[int], into: list[int], data: st.DataObject
) -> None:
    middle = {
        (a, b): data.draw(st.integers(0, 9))
        for a, b in product(range(len(out)), range(len(into)))
    }
    network = Network()
    for a, most in enumerate(out):
        network.add(SOURCE, ("a", a), most)
    for (a, b), most in middle.items():
        network.add(("a", a), ("b", b), most)
    for b, most in enumerate(into):
        network.add(("b", b), SINK, most)
    cuts = [
        sum(most for a, most in enumerate(out) if not left[a])
        + sum(m for (a, b), m in middle.items() if left[a] and not right[b])
        + sum(most for b, most in enumerate(into) if right[b])
        for left in product([False, True], repeat=len(out))
        for right in product([False, True], repeat=len(into))
    ]
    assert network.push() == min(cuts)
