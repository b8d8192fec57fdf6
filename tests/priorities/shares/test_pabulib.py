"""Pabulib files: what is read, what is refused with its line, what is written."""

from __future__ import annotations

import gzip
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from priorities.shares.elections import Case, cases

from omstilling.errors import InputError
from omstilling.priorities.shares import (
    KINDS,
    as_pabulib,
    decide,
    election_of,
    read_pabulib,
    write_pabulib,
)

FILE = """\
META
key;value
description;Forslag frå næringslivet
num_projects;3
num_votes;3
budget;1000,50
vote_type;approval
PROJECTS
project_id;cost;name
a;500;Kai på Rørvik
b;400.25;"Straum; til ferja"
c;2000;
VOTES
voter_id;vote;weight;group
1;a,b;2;havbruk
2;b;1;havbruk
3;;0,5;skog
"""


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "forslag.pb"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    file = read_pabulib(saved(tmp_path, FILE))
    assert file.meta["description"] == "Forslag frå næringslivet"
    assert file.projects["name"].to_list() == ["Kai på Rørvik", "Straum; til ferja", ""]
    assert file.votes["line"].to_list() == [15, 16, 17]
    told = election_of(file)
    assert [str(one.cost) for one in told.projects] == ["500", "400.25", "2000"]
    assert (told.voters, told.weight, told.units) == (3, Fraction(7, 2), 7)
    assert told.groups == ("havbruk", "skog")
    assert told.share() == Fraction(2001, 14)
    assert repr(told) == "Election(3 projects, 3 voters, 3 different ballots, approval)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_and_line_endings(tmp_path: Path, encoding: str, ending: str) -> None:
    text = FILE.replace("\n", ending)
    path = saved(tmp_path, text, encoding)
    packed = tmp_path / "forslag.pb.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for one in (path, packed):
        assert read_pabulib(one).projects["name"][0] == "Kai på Rørvik"
        assert decide(election_of(read_pabulib(one))).winners == ("b",)


def test_blank_lines_and_quotes_keep_the_lines_right(tmp_path: Path) -> None:
    text = FILE.replace("2;b;1;havbruk", '\n"2";b;1;havbruk')
    file = read_pabulib(saved(tmp_path, text))
    assert file.votes["line"].to_list() == [15, 17, 18]
    assert file.votes.drop("line").equals(
        read_pabulib(saved(tmp_path, FILE)).votes.drop("line")
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("PROJECTS\n", "", "has not the three sections META, PROJECTS, VOTES"),
        ("META\n", "\n", "has not the three sections"),
        ("key;value", "a;b", "must begin with the line key;value"),
        ("key;value\n", "key;value;more\n", "line 2: 3 fields where"),
        ("num_votes;3", "budget;3", "line 6, field 'key': 'budget' stands twice"),
        ("1000,50", "much", "line 6, field 'budget': 'much' is no amount of money"),
        ("1000,50", "0", "line 6, field 'budget': '0' is no budget above 0"),
        ("budget;", "sum;", "does not state 'budget'"),
        ("approval", "veto", "line 7, field 'vote_type': 'veto' is none of"),
        ("num_votes;3", "num_votes;4", "line 5, field 'num_votes': '4' is not the 3"),
        ("num_projects;3", "num_projects;2", "field 'num_projects': '2' is not the 3"),
        ("project_id;cost;", "project;cost;", "have no column project_id"),
        ("project_id;cost;name", "cost;cost;name", "names a column twice"),
        ("project_id;cost;name", "project_id;cost;line", "cannot be the name of"),
        ("a;500;", "a;-5;", "line 10, field 'cost': '-5' is no amount of money"),
        ("a;500;", "a;500;x;", "line 10: 4 fields where the heading has 3"),
        ("a;500", "b;500", "line 11, field 'project_id': 'b' stands twice"),
        ("a;500", "b ;500", "line 11, field 'project_id': 'b' stands twice"),
        ("c;2000", '"c,d";2000', "line 12, field 'project_id': 'c,d' is empty or"),
        ("voter_id;vote;", "voter;vote;", "have no column voter_id"),
        ("2;b;1", "1;b;1", "line 16, field 'voter_id': '1' stands twice"),
        ("1;a,b;2;", "1;a,x;2;", "line 15, field 'vote': 'x' is the id of no project"),
        ("2;b;1;havbruk", "2;b;1", "line 16: 3 fields where the heading has 4"),
        ("1;a,b;2;", "1;a,b;0;", "line 15, field 'weight': '0' is no number above 0"),
        ("1;a,b;2;", "1;a,b;two;", "line 15, field 'weight': 'two' is no number"),
        ("1;a,b;2;", "1;a,b;1e-17;", "too many digits to be added exactly"),
        ("approval", "choose-1", "line 15, field 'vote': 'b' is a second project"),
        ("approval", "cumulative", "have no column points"),
        ("approval\n", "ordinal\n", None),
        ("2;b;1", "2;b,b;1", None),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, told: str | None
) -> None:
    assert FILE.count(old) >= 1
    path = saved(tmp_path, FILE.replace(old, new, 1))
    if told is None:
        election_of(read_pabulib(path))
        return
    with pytest.raises(InputError) as refused:
        election_of(read_pabulib(path))
    assert told in refused.value.message
    assert refused.value.hint


POINTS = """\
META
key;value
budget;10
vote_type;cumulative
PROJECTS
project_id;cost
a;5
b;5
VOTES
voter_id;vote;points
1;a,b;2,1.5
2;;
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2,1.5", "2", "line 11, field 'points': '2' gives not one number"),
        ("2,1.5", "2,x", "line 11, field 'points': 'x' is no number of at least 0"),
        ("2,1.5", "2,-1", "line 11, field 'points': '-1' is no number"),
        ("a,b;2", "a,a;2", "line 11, field 'vote': 'a' stands twice on this ballot"),
        ("2,1.5", "2,1e-17", "too many digits to be added exactly"),
        ("1;a,b;2,1.5\n2;;\n", "", "holds no votes"),
    ],
)
def test_what_is_wrong_with_points(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        election_of(read_pabulib(saved(tmp_path, POINTS.replace(old, new, 1))))


def test_points_are_exact_and_zero_points_are_no_support(tmp_path: Path) -> None:
    told = election_of(read_pabulib(saved(tmp_path, POINTS.replace("2,1.5", "0,1.5"))))
    assert told.point == 2
    assert told.ballots.points.tolist() == [3]
    assert told.ballots.project.tolist() == [1]


def test_spaces_and_the_order_of_names_say_nothing(tmp_path: Path) -> None:
    plain = election_of(read_pabulib(saved(tmp_path, FILE)))
    loose = FILE.replace("1;a,b;2;", "1; b,,a ;2;").replace("a;500", " a;500")
    told = election_of(read_pabulib(saved(tmp_path, loose)))
    assert told.projects == plain.projects
    assert told.ballots.start.tolist() == plain.ballots.start.tolist() == [0, 2, 3, 3]
    assert told.ballots.project.tolist() == plain.ballots.project.tolist() == [0, 1, 1]


def test_a_project_named_twice_counts_once_and_is_noted(tmp_path: Path) -> None:
    told = election_of(read_pabulib(saved(tmp_path, FILE.replace("2;b;1", "2;b,b;1"))))
    assert told.notes == ("Named twice on one ballot and counted once: 1 approvals.",)
    assert len(told.ballots.project) == 3


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_pabulib(tmp_path / "no.pb")
    path = tmp_path / "cut.pb"
    path.write_bytes(gzip.compress(FILE.encode())[:40])
    with pytest.raises(InputError, match="cannot be read"):
        read_pabulib(path)
    path.write_bytes(b"META\n\x81\x8d\n")
    with pytest.raises(InputError, match="neither UTF-8 nor Windows-1252"):
        read_pabulib(path)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = read_pabulib(saved(tmp_path, FILE))
    path = tmp_path / "again.pb"
    write_pabulib(file, path)
    assert path.read_text(encoding="utf-8") == FILE


@given(case=cases(KINDS))
def test_plain_data_survive_a_file(
    tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    path = tmp_path_factory.mktemp("pb") / "case.pb"
    write_pabulib(
        as_pabulib(case.costs, case.ballots, budget=case.budget, kind=case.kind), path
    )
    assert decide(election_of(read_pabulib(path))).winners == (
        decide(case.election()).winners
    )


@pytest.mark.data
def test_every_real_election_survives_a_file(real_data: Path, tmp_path: Path) -> None:
    paths = sorted((real_data / "elections_pabulib").glob("*.pb.gz"))
    assert len(paths) == 100
    for path in paths:
        file = read_pabulib(path)
        write_pabulib(file, tmp_path / "again.pb")
        again = read_pabulib(tmp_path / "again.pb")
        assert again.meta == file.meta
        assert again.projects.equals(file.projects)
        assert again.votes.equals(file.votes)
