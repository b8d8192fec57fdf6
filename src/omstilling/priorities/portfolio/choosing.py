"""The question of the room: which proposals to fund, and why each is in or out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omstilling.errors import UsageError
from omstilling.language import Language
from omstilling.priorities.portfolio.answer import Seal, answer
from omstilling.priorities.portfolio.call.assemble import Assembled
from omstilling.priorities.portfolio.clash import Clash, clash
from omstilling.priorities.portfolio.reasons import Reasons, explain
from omstilling.priorities.portfolio.solving import (
    PROVEN,
    Solution,
    Solver,
    SolverSettings,
)
from omstilling.priorities.portfolio.worth import MEAN, Caution


@dataclass(frozen=True)
class Portfolio:
    """The best portfolio, and what was asked about it.

    Attributes
    ----------
    solver
        Problem and rules, ready for further questions.
    solution
        The best portfolio.
    reasons
        Why each proposal is in or out; None where they were not asked for or no
        portfolio was found.
    clash
        The rules that clash, where no portfolio keeps them all.
    titles
        Proposal → title.
    seal
        What it was made from.
    """

    solver: Solver
    solution: Solution
    reasons: Reasons | None
    clash: Clash | None
    titles: Mapping[str, str]
    seal: Seal

    def __repr__(self) -> str:
        chosen = sorted(self.solver.problem.ids[p] for p in self.solution.chosen)
        return f"Portfolio({self.solution.status}, {', '.join(chosen) or 'none'})"

    def answer(self, language: Language = "nb") -> dict[str, Any]:
        """Return the portfolio as plain data with sentences in a language."""
        return answer(
            self.solver,
            self.solution,
            self.reasons,
            self.clash,
            titles=self.titles,
            seal=self.seal,
            language=language,
        )


def choose(
    assembled: Assembled,
    *,
    seal: Seal,
    caution: Caution = MEAN,
    settings: SolverSettings = PROVEN,
    seconds_for_reasons: float = 60.0,
    why: Sequence[str] = (),
) -> Portfolio:
    """Return the portfolio that is worth most under the rules, and its reasons.

    Parameters
    ----------
    assembled
        Problem and rules, as `assemble` makes them from a call.
    seal
        What the call was made from.
    caution
        How much the worst scenarios count.
    settings
        Tolerance, time and seed of the solver.
    seconds_for_reasons
        Time for all reasons together; 0: none are asked for.
    why
        Proposals that are asked about in full; all if none is named. Of the others it
        is told what the relaxation proves.

    Raises
    ------
    UsageError
        One of them is not proposed.
    """
    only = _positions(assembled, why)
    solver = Solver(
        assembled.problem, assembled.rules, caution=caution, settings=settings
    )
    solution = solver.solve()
    reasons = clashing = None
    if solution.found and seconds_for_reasons > 0:
        reasons = explain(solver, solution, seconds=seconds_for_reasons, only=only)
    elif solution.status == "infeasible":
        clashing = clash(solver, seconds=max(seconds_for_reasons, settings.seconds))
    return Portfolio(solver, solution, reasons, clashing, assembled.titles, seal)


def _positions(assembled: Assembled, why: Sequence[str]) -> list[int] | None:
    ids = assembled.problem.ids
    for name in why:
        if name not in ids:
            raise UsageError(
                f"There is no proposal '{name}' in the call.",
                hint=f"Those there are: {', '.join(ids)}.",
            )
    return [ids.index(name) for name in why] or None
