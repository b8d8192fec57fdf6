"""The best stack of schemes: as much aid as the rules allow, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from omstilling.priorities.aid.allowances import Allowance
from omstilling.priorities.aid.asked import Project, whole_kroner
from omstilling.priorities.aid.ceilings import Ceiling
from omstilling.priorities.aid.flow import SINK, SOURCE, Network, Node
from omstilling.priorities.aid.notes import Note, Value, doubt, note
from omstilling.priorities.aid.question import Question
from omstilling.priorities.aid.rules import Label, Rule, Share, Version, wrong

_ALL = Decimal(100)
#: Every order is tried of so many schemes.
ORDERED = 5
_PRIVATE: Node = ("private",)


@dataclass(frozen=True)
class Award:
    """What a scheme gives for one kind of costs, and what it counts for."""

    scheme: Rule
    version: Version
    ceiling: Ceiling
    nok: Decimal
    counts_for: Decimal
    notes: tuple[Note, ...]

    @property
    def indicative(self) -> bool:
        """Whether it may not be called lawful."""
        return self.ceiling.indicative or any(one.indicative for one in self.notes)


@dataclass(frozen=True)
class Stack:
    """Awards, and remarks about schemes that give nothing."""

    awards: tuple[Award, ...]
    notes: tuple[Note, ...]

    @property
    def paid(self) -> Decimal:
        """What the schemes give together."""
        return sum((one.nok for one in self.awards), Decimal(0))


@dataclass(frozen=True)
class _Use:
    """A scheme that may pay for one kind of costs, in one year or in all."""

    scheme: Rule
    version: Version
    share: Share
    percent: Decimal
    ceiling: Ceiling
    number: int
    year: int | None

    @property
    def counts_as(self) -> Decimal:
        return max(self.percent, self.share.counts_as or self.percent)

    @property
    def cost(self) -> Decimal:
        costs = self.ceiling.cost_by_year
        return self.ceiling.cost if self.year is None else costs[self.year]

    @property
    def start(self) -> Node:
        return ("scheme", self.scheme.rule, self.ceiling.partner, self.year)

    @property
    def end(self) -> Node:
        return ("item", self.number)


def stack(
    question: Question,
    items: Sequence[Ceiling],
    left: Mapping[str, Allowance],
    schemes: Sequence[str],
) -> Stack:
    """Return the awards that make the most of a list of schemes.

    Each scheme gives the most that it can together with those before it in the list.
    Where none counts for more than it pays, that is also the most aid that they can
    give together; otherwise see `thriftiest`. What several kinds of costs share is
    spread over them in proportion to their ceilings.

    Parameters
    ----------
    question
        The project.
    items
        Its ceilings.
    left
        What is left of de minimis amounts, by undertaking.
    schemes
        Names of schemes, in the order in which they are used.

    Raises
    ------
    InputError
        A name is no scheme on file that aid can be given under.
    """
    rules, notes = _in_force(question, schemes)
    private, too_little = _private_money(question.project, rules)
    if too_little is not None:
        rules = [(rule, v) for rule, v in rules if v.private_at_least is None]
        notes.append(too_little)
    uses = [use for one in rules for use in _uses(question, items, *one)]
    pipes = _Pipes(question.project, items, left, uses)
    awards = _filled(pipes, [rule.rule for rule, _ in rules], private)
    return Stack(tuple(awards), tuple(notes))


def _filled(pipes: _Pipes, schemes: Sequence[str], private: int | None) -> list[Award]:
    """Return the awards, with as much public money as leaves enough private money.

    What counts for more than is paid takes less of that room than of the intensity: the
    difference is let through until nothing more comes.
    """
    awards = pipes.fill(schemes, private)
    if private is None or all(one.nok == one.counts_for for one in awards):
        return awards
    room, counted = private, -1
    while pipes.counted(awards) > counted:
        counted = pipes.counted(awards)
        room += private - pipes.paid_to_private(awards)
        awards = pipes.fill(schemes, room)
    return awards


def best_stack(
    question: Question,
    items: Sequence[Ceiling],
    left: Mapping[str, Allowance],
    schemes: Sequence[str],
) -> Stack:
    """Return the stack that pays most of all orders of some schemes.

    Where several orders pay as much, the one that comes first by the given order is
    used, so that who pays is the officer's choice and how much there is is not. With
    more than `ORDERED` schemes, those that count for more than they pay come last.

    Raises
    ------
    InputError
        As for `stack`.
    """
    given = stack(question, items, left, schemes)
    if len(schemes) > ORDERED:
        orders = [thriftiest(question, schemes)]
    else:
        orders = list(permutations(schemes))
    others = [(stack(question, items, left, order), order) for order in orders]
    best, order = max(others, key=lambda one: one[0].paid)
    if best.paid <= given.paid:
        return given
    less = best.paid - given.paid
    said = note("best_order", order=_in_turn(question, order), nok=best.paid, less=less)
    return Stack(best.awards, (*best.notes, said))


def _in_turn(question: Question, order: Sequence[str]) -> Label:
    """Return the names of schemes in their order, in each language."""
    labels = [question.rules[name].label for name in order]
    return Label(
        nb="; ".join(one.nb for one in labels),
        nn="; ".join(one.nn for one in labels),
        en="; ".join(one.en for one in labels),
    )


def thriftiest(question: Question, schemes: Sequence[str]) -> tuple[str, ...]:
    """Return an order in which schemes that count for more than they pay come last.

    It is as given where it makes no difference.
    """

    def counts_for_more(name: str) -> bool:
        version = question.rules[name].on(question.day)
        shares = version.shares if version else ()
        return any(one.counts_as is not None for one in shares)

    return tuple(sorted(schemes, key=counts_for_more))


def _in_force(
    question: Question, names: Sequence[str]
) -> tuple[list[tuple[Rule, Version]], list[Note]]:
    found: list[tuple[Rule, Version]] = []
    notes: list[Note] = []
    for name in names:
        usable = name in question.rules and question.rules[name].kind == "scheme"
        if not usable or not any(v.basis for v in question.rules[name].versions):
            raise wrong(question.project.project, "schemes", name, "is no scheme")
        rule = question.rules[name]
        version = rule.on(question.day)
        if version is None:
            notes.append(note("not_on_day", rule=rule.label, day=question.day))
        else:
            found.append((rule, version))
    return found, notes


def _private_money(
    project: Project, rules: Sequence[tuple[Rule, Version]]
) -> tuple[int | None, Note | None]:
    """Return how much public money leaves enough private, if a scheme asks for it."""
    shares = [v.private_at_least.percent for _, v in rules if v.private_at_least]
    if not shares:
        return None, None
    least = max(shares)
    own = {one.partner for one in project.partners if one.own_money_is_private}
    theirs = sum((one.nok for one in project.costs if one.partner in own), Decimal(0))
    given = sum((o.nok for o in project.other_aid if o.partner in own), Decimal(0))
    most = theirs - given - project.cost * least / _ALL
    if most < 0:
        return None, note("not_half_private", percent=least)
    return int(whole_kroner(most)), None


def _uses(
    question: Question, items: Sequence[Ceiling], scheme: Rule, version: Version
) -> Iterator[_Use]:
    by_year = version.cost_limit is not None or any(
        one.per == "year" for one in version.limits
    )
    for number, item in enumerate(items):
        share = version.share(item.category)
        fits = item.rule is not None and item.rule.rule in version.basis
        if not fits or share is None or not _may_receive(question, item, version):
            continue
        percent = share.percent[question.situation.sizes[item.partner]]
        for year in item.cost_by_year if by_year else (None,):
            yield _Use(scheme, version, share, percent, item, number, year)


def _may_receive(question: Question, item: Ceiling, version: Version) -> bool:
    who = version.receivers
    partner = question.project.by_name[item.partner]
    size = question.situation.sizes[item.partner]
    return who is None or (partner.role in who.roles and size in who.sizes)


class _Pipes:
    """The network of schemes, kinds of costs and shared limits, built when asked."""

    def __init__(
        self,
        project: Project,
        items: Sequence[Ceiling],
        left: Mapping[str, Allowance],
        uses: Sequence[_Use],
    ) -> None:
        self._private: int | None = None
        self._own = {o.partner for o in project.partners if o.own_money_is_private}
        self._items = items
        self._left = left
        self._uses = uses

    def fill(self, schemes: Sequence[str], private: int | None) -> list[Award]:
        """Return the awards where so much may go to those whose money is private."""
        self._private = private
        return list(_awards(self._uses, self._evenly(self._in_order(schemes))))

    def counted(self, awards: Sequence[Award]) -> int:
        """Return what awards count for together."""
        return sum(int(one.counts_for) for one in awards)

    def paid_to_private(self, awards: Sequence[Award]) -> int:
        """Return what is paid to those whose money is private."""
        return sum(int(o.nok) for o in awards if o.ceiling.partner in self._own)

    def _in_order(self, schemes: Sequence[str]) -> dict[str, int]:
        """Return what each scheme gives when those before it give their most."""
        network = self._network()
        self._let_out(network, [int(one.nok) for one in self._items])
        totals: dict[str, int] = {}
        for name in schemes:
            network.add(SOURCE, ("all", name), self._most(name))
            totals[name] = network.push()
        return totals

    def _evenly(self, totals: Mapping[str, int]) -> Network:
        """Return a network in which each scheme gives its total, evenly if it can."""
        network = self._network()
        for name, total in totals.items():
            network.add(SOURCE, ("all", name), total)
        ceilings = [int(one.nok) for one in self._items]
        given, whole = sum(totals.values()), max(sum(ceilings), 1)
        parts = [min(one, given * one // whole) for one in ceilings]
        self._let_out(network, parts)
        network.push()
        rest = [one - part for one, part in zip(ceilings, parts, strict=True)]
        self._let_out(network, rest, shared=False)
        network.push()
        return network

    def _network(self) -> Network:
        network = Network()
        for one in self._uses:
            counted = one.counts_as * one.cost / _ALL
            network.add(one.start, one.end, int(whole_kroner(counted)))
        for one in {use.start: use for use in self._uses}.values():
            year: Node = ("year", one.scheme.rule, one.year)
            network.add(year, one.start, self._most_of_partner(one))
        for one in {(u.scheme.rule, u.year): u for u in self._uses}.values():
            year = ("year", one.scheme.rule, one.year)
            network.add(("all", one.scheme.rule), year, self._most_of_year(one))
        return network

    def _let_out(
        self, network: Network, most: Sequence[int], *, shared: bool = True
    ) -> None:
        """Join kinds of costs to the sink, through what several of them share."""
        for number, (item, nok) in enumerate(zip(self._items, most, strict=True)):
            network.add(("item", number), self._gate(item), nok)
        if not shared:
            return
        for name in sorted({i.undertaking for i in self._items if i.undertaking}):
            members = [one for one in self._items if one.undertaking == name]
            gate = self._owner_gate(members)
            network.add(("undertaking", name), gate, int(self._left[name].left_nok))
        if self._private is not None:
            network.add(_PRIVATE, SINK, self._private)

    def _gate(self, item: Ceiling) -> Node:
        if item.undertaking is not None:
            return ("undertaking", item.undertaking)
        return self._owner_gate([item])

    def _owner_gate(self, members: Sequence[Ceiling]) -> Node:
        private = any(one.partner in self._own for one in members)
        return _PRIVATE if private and self._private is not None else SINK

    def _most(self, scheme: str) -> int:
        versions = [one.version for one in self._uses if one.scheme.rule == scheme]
        limits = [
            limit.nok
            for version in versions
            for limit in version.limits
            if limit.per == "project"
        ]
        return int(min(limits, default=self._anything()))

    def _most_of_year(self, use: _Use) -> int:
        limits = [one.nok for one in use.version.limits if one.per == "year"]
        return int(min(limits, default=self._anything()))

    def _most_of_partner(self, use: _Use) -> int:
        limit = use.version.cost_limit
        if limit is None:
            return int(self._anything())
        return int(whole_kroner(use.counts_as * limit.nok / _ALL))

    def _anything(self) -> Decimal:
        return sum((one.cost for one in self._items), Decimal(0))


def _awards(uses: Sequence[_Use], network: Network) -> Iterator[Award]:
    counted: dict[tuple[str, int], int] = {}
    first: dict[tuple[str, int], _Use] = {}
    for use in uses:
        key = (use.scheme.rule, use.number)
        first.setdefault(key, use)
        counted[key] = counted.get(key, 0) + network.flow(use.start, use.end)
    for key, use in first.items():
        counts_for = Decimal(counted[key])
        if counts_for > 0:
            paid = whole_kroner(counts_for * use.percent / use.counts_as)
            notes = tuple(_doubts(use))
            yield Award(use.scheme, use.version, use.ceiling, paid, counts_for, notes)


def _doubts(use: _Use) -> Iterator[Note]:
    figures = [use.share, *use.version.limits]
    doubtful = [one for one in figures if one.status == "unverified"]
    if doubtful:
        words: dict[str, Value] = {
            "rule": use.scheme.label,
            "article": doubtful[0].article,
        }
        yield doubt("unverified", **words)
