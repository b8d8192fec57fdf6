"""The portfolio as a mixed-integer program, handed to HiGHS.

Columns, in this order: the share of each proposal (whole ones are binary); for each
that can be scaled, whether it is chosen; all money granted; what each pair has
together; for each outlook and shared transfer, who it is counted with; and, where
caution counts, the quantile and each outlook's shortfall below it.

A pair's bonus is at most that of the smaller share (`z ≤ s_i`, `z ≤ s_j`): the upper
faces of the product's convex hull (G. P. McCormick, Mathematical Programming 10,
147–175, 1976, https://doi.org/10.1007/BF01580665), all that a bonus can press against,
so the product needs neither a binary nor a third row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from omstilling.priorities.portfolio.problem import WHOLE, Ints, Outlook, Problem
from omstilling.priorities.portfolio.rules import THOUSAND, Row, Rule
from omstilling.priorities.portfolio.worth import Caution

Floats = NDArray[np.float64]
INFINITY = highspy.kHighsInf


@dataclass
class Columns:
    """Bounds, kind and gain of the columns so far."""

    gain: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        gain: Floats,
        *,
        whole: NDArray[np.bool_] | None = None,
        lower: float = 0.0,
        upper: float = 1.0,
    ) -> Ints:
        """Add columns and return where they stand."""
        size = len(gain)
        self.gain.append(gain)
        self.lower.append(np.full(size, lower))
        self.upper.append(np.full(size, upper))
        self.whole.append(np.zeros(size, bool) if whole is None else whole)
        self.count += size
        return np.arange(self.count - size, self.count)


@dataclass
class Rows:
    """Rows so far, as the solver takes them."""

    columns: list[Ints] = field(default_factory=list)
    coefficients: list[Floats] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(
        self,
        columns: Sequence[int] | Ints,
        coefficients: Sequence[float] | Floats,
        *,
        lower: float = -INFINITY,
        upper: float = INFINITY,
    ) -> int:
        """Add a row and return where it stands."""
        self.columns.append(np.asarray(columns))
        self.coefficients.append(np.asarray(coefficients, dtype=float))
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1


@dataclass(frozen=True)
class Model:
    """The program, and where proposals and rules stand in it.

    Attributes
    ----------
    program
        As the solver takes it.
    chosen
        Column that says whether a proposal is chosen, one for each.
    granted_row
        Row that makes all money granted, in thousand kroner; None where no rule asks.
    rows
        Rule → its rows' positions.
    gain_per
        What the solver divides worth by.
    whole
        Which columns are whole numbers.
    """

    program: highspy.HighsLp
    chosen: Ints
    granted_row: int | None
    rows: dict[str, list[int]]
    gain_per: int
    whole: NDArray[np.bool_]


def build(problem: Problem, rules: Sequence[Rule], caution: Caution) -> Model:
    """Return the program of a problem under rules."""
    columns, rows = Columns(), Rows()
    # The solver's tolerances are absolute: kroner are counted in thousands.
    gain_per = 1000 if problem.unit == "NOK" else 1
    mean = float(1 - caution.weight) / gain_per
    scaled = problem.least < WHOLE
    shares = columns.add(_mean_value(problem) * mean, whole=~scaled)
    chosen = shares.copy()
    chosen[scaled] = columns.add(
        np.zeros(int(scaled.sum())), whole=np.ones(int(scaled.sum()), bool)
    )
    _scaling(problem, rows, shares, chosen)
    granted, granted_row = _granted(problem, rules, columns, rows)
    pairs = _pairs(problem, columns, rows, mean)
    counted = [
        _counted(one, columns, rows, mean * float(one.weight))
        for one in problem.outlooks
    ]
    if caution.weight:
        _shortfalls(
            problem,
            caution,
            columns,
            rows,
            pairs=pairs,
            counted=counted,
            gain_per=gain_per,
        )
    places = {
        rule.id: [_rule_row(row, rows, shares, chosen, granted) for row in rule.rows]
        for rule in rules
    }
    program = _program(columns, rows)
    whole = np.concatenate(columns.whole)
    return Model(program, chosen, granted_row, places, gain_per, whole)


def _mean_value(problem: Problem) -> Floats:
    if len(problem.outlooks) == 1:
        return np.array([float(v) for v in problem.outlooks[0].value])
    return np.array(
        [
            float(
                sum(o.weight * v for o, v in zip(problem.outlooks, each, strict=True))
            )
            for each in zip(*(o.value for o in problem.outlooks), strict=True)
        ]
    )


def _scaling(problem: Problem, rows: Rows, shares: Ints, chosen: Ints) -> None:
    for p in np.flatnonzero(problem.least < WHOLE):
        pair = [shares[p], chosen[p]]
        rows.add(pair, [1.0, -1.0], upper=0.0)
        rows.add(pair, [1.0, -problem.least[p] / WHOLE], lower=0.0)


def _granted(
    problem: Problem, rules: Sequence[Rule], columns: Columns, rows: Rows
) -> tuple[int, int | None]:
    """Add a column of all money granted where a rule is of a share of it.

    One dense row makes it, so that the rows of the rules stay as short as the groups.
    """
    if not any(row.of_granted for rule in rules for row in rule.rows):
        return -1, None
    granted = int(columns.add(np.zeros(1), upper=INFINITY)[0])
    everyone = np.append(np.arange(len(problem.ids)), granted)
    numbers = np.append(problem.granted / THOUSAND, -1.0)
    return granted, rows.add(everyone, numbers, lower=0.0, upper=0.0)


def _pairs(problem: Problem, columns: Columns, rows: Rows, gain: float) -> Ints:
    together = columns.add(
        np.array([float(pair.bonus) * gain for pair in problem.pairs], float)
    )
    for column, pair in zip(together, problem.pairs, strict=True):
        for one in (pair.first, pair.second):
            rows.add([column, one], [1.0, -1.0], upper=0.0)
    return together


def _counted(
    outlook: Outlook, columns: Columns, rows: Rows, gain: float
) -> tuple[Ints, Floats]:
    """Add who each shared transfer is counted with; return the columns and values."""
    where, values = [], []
    for one in outlook.shared:
        value = np.array([float(v) for v in one.worth])
        column = columns.add(value * gain)
        rows.add(column, np.ones(len(column)), upper=1.0)
        for each, member in zip(column, one.members, strict=True):
            rows.add([each, member], [1.0, -1.0], upper=0.0)
        where.append(column)
        values.append(value)
    if not where:
        return np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate(where), np.concatenate(values)


def _shortfalls(
    problem: Problem,
    caution: Caution,
    columns: Columns,
    rows: Rows,
    *,
    pairs: Ints,
    counted: Sequence[tuple[Ints, Floats]],
    gain_per: int,
) -> None:
    """Add the mean of the worst as a linear program of Rockafellar and Uryasev."""
    weight, tail = float(caution.weight), float(caution.tail)
    quantile = columns.add(np.array([weight]), lower=-INFINITY, upper=INFINITY)
    likely = np.array([float(one.weight) for one in problem.outlooks])
    below = columns.add(-weight / tail * likely, upper=INFINITY)
    bonus = np.array([float(pair.bonus) for pair in problem.pairs], float)
    shares = np.arange(len(problem.ids))
    for k, one in enumerate(problem.outlooks):
        value = np.array([float(v) for v in one.value])
        mine, worth = counted[k]
        rows.add(
            np.concatenate([[below[k]], quantile, shares, pairs, mine]),
            np.concatenate(
                [[1.0, -1.0], np.concatenate([value, bonus, worth]) / gain_per]
            ),
            lower=0.0,
        )


def _rule_row(row: Row, rows: Rows, shares: Ints, chosen: Ints, granted: int) -> int:
    over = shares if row.over == "shares" else chosen
    columns, coefficients = over[row.proposals], row.coefficients / row.per
    if row.of_granted:
        columns = np.append(columns, granted)
        coefficients = np.append(coefficients, row.of_granted * THOUSAND / row.per)
    lower, upper = bounds(row)
    return rows.add(columns, coefficients, lower=lower, upper=upper)


def bounds(row: Row, factor: float = 1.0) -> tuple[float, float]:
    """Return the bounds of a row as the solver takes them, times a factor."""
    return (
        -INFINITY if row.lower is None else row.lower * factor / row.per,
        INFINITY if row.upper is None else row.upper * factor / row.per,
    )


def _program(columns: Columns, rows: Rows) -> highspy.HighsLp:
    kinds = highspy.HighsVarType
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns.count, len(rows.lower)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.concatenate(columns.gain)
    program.col_lower_ = np.concatenate(columns.lower)
    program.col_upper_ = np.concatenate(columns.upper)
    program.row_lower_ = np.array(rows.lower)
    program.row_upper_ = np.array(rows.upper)
    program.integrality_ = [
        kinds.kInteger if one else kinds.kContinuous
        for one in np.concatenate(columns.whole)
    ]
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(one) for one in rows.columns)])
    matrix.index_ = np.concatenate(rows.columns)
    matrix.value_ = np.concatenate(rows.coefficients)
    return program
