"""The command: answers, forms, exit codes and what it says when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console
from world import number, small_world

from omstilling import terminal
from omstilling.cli import main
from omstilling.settings import settings
from omstilling.store import Snapshot

Output = pytest.CaptureFixture[str]
HEAVY = ("django", "numba", "polars", "scipy", "sklearn", "faiss", "numpy", "pydantic")


@pytest.fixture(scope="module")
def filled(world: Snapshot) -> str:
    """The store that holds the small world."""
    return str(world.folder.parents[1])


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


def answered(capsys: Output, *arguments: str) -> str:
    code = run(*arguments)
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


def refused(capsys: Output, *arguments: str) -> tuple[int, str]:
    code = run(*arguments)
    return code, capsys.readouterr().err


def test_strengths_as_json_are_as_documented(capsys: Output, filled: str) -> None:
    text = answered(
        capsys, "strengths", "NCE Raufoss", "--store", filled, "--format", "json"
    )
    first = json.loads(text)[0]
    promised = (
        *("activity", "version", "name", "value", "shrunken", "low", "high"),
        *("organisations", "evidence"),
    )
    assert set(promised) <= set(first)
    assert (first["activity"], first["version"]) == ("22.2", "SN2007")
    assert first["evidence"][0].startswith("awards:")
    assert set(first["organisations"][0]) == {"organisation", "name", "pieces"}


def test_a_territory_instead_of_a_cluster_by_name_or_number(
    capsys: Output, filled: str
) -> None:
    options = ("--store", filled, "--format", "json")
    names = answered(
        capsys, "strengths", "--territory", "Vestre Toten,GJØVIK", *options
    )
    numbers = answered(capsys, "strengths", "--territory", "0529, 3407", *options)
    cluster = answered(capsys, "strengths", "raufoss", *options)
    assert names == numbers == cluster


@pytest.mark.parametrize("level", ["2", "3", "5"])
def test_strengths_at_each_level(capsys: Output, filled: str, level: str) -> None:
    text = answered(
        capsys,
        *("strengths", "halden", "--level", level, "--store", filled),
        *("--format", "json", "--language", "en"),
    )
    digits = json.loads(text)[0]["activity"].replace(".", "")
    assert len(digits) == int(level)


def test_the_language_decides_names_and_numbers(capsys: Output, filled: str) -> None:
    norwegian = answered(capsys, "strengths", "halden", "--store", filled)
    english = answered(
        capsys, "strengths", "halden", "--store", filled, "--language", "en"
    )
    assert "Programmering" in norwegian
    assert "Computer programming" in english
    assert "," in norwegian.split("62.0")[1].split("│")[2]
    assert "." in english.split("62.0")[1].split("│")[2]


def test_transfers_as_json_name_who_gives_and_takes(
    capsys: Output, filled: str
) -> None:
    text = answered(
        capsys,
        *("transfers", "--from", "raufoss", "--to", "sector:09", "--store", filled),
        *("--format", "json"),
    )
    rows = json.loads(text)
    assert {row["receiver"] for row in rows} == {"09"}
    plastics = next(row for row in rows if row["object"] == "22.2")
    assert plastics["givers"][0]["name"].startswith("TESTBEDRIFT")
    assert plastics["takers"][0]["evidence"]
    assert 0 < plastics["score"] < 1


def test_transfers_as_csv(capsys: Output, filled: str) -> None:
    text = answered(capsys, "transfers", "--store", filled, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["rank"] == "1"
    assert {"id", "source", "receiver", "object", "score"} <= set(rows[0])


def test_transfers_stay_across_sectors_unless_asked(
    capsys: Output, filled: str
) -> None:
    options = ("--store", filled, "--format", "json", "--limit", "1000")
    crossing = json.loads(answered(capsys, "transfers", *options))
    every = json.loads(answered(capsys, "transfers", "--any-sector", *options))
    assert all(row["crosses"] for row in crossing)
    assert not all(row["crosses"] for row in every)


@pytest.mark.parametrize(
    ("text", "receivers"),
    [
        ("Smart Energy Halden", {("cluster", "halden")}),
        ("kristiansand", {("municipality", "4204")}),
        ("4204", {("municipality", "4204")}),
        ("Agder", {("county", "42")}),
        ("county:42", {("county", "42")}),
        ("62", {("sector", "62")}),
        ("IT-tjenester", {("sector", "62")}),
        ("cluster:", {("cluster", "fisk"), ("cluster", "halden")}),
    ],
)
def test_receivers_go_by_any_of_their_names(
    capsys: Output, filled: str, text: str, receivers: set[tuple[str, str]]
) -> None:
    rows = json.loads(
        answered(
            capsys,
            *("transfers", "--from", "raufoss", "--to", text, "--any-sector"),
            *("--store", filled, "--format", "json"),
        )
    )
    assert {(row["receiver_kind"], row["receiver"]) for row in rows} == receivers


def test_clusters_say_who_can_be_ranked(capsys: Output, filled: str) -> None:
    rows = json.loads(
        answered(capsys, "clusters", "--store", filled, "--format", "json")
    )
    assert {row["cluster"]: row["membership"] for row in rows} == {
        "fisk": "list",
        "halden": "rule",
        "raufoss": "rule",
        "tom": "none",
    }


def test_a_number_can_be_followed_to_its_row(capsys: Output, filled: str) -> None:
    [row] = json.loads(
        answered(capsys, "evidence", "awards:2", "--store", filled, "--format", "json")
    )
    assert (row["source"], row["row"], row["file"]) == ("awards", 2, "awards.csv")
    assert row["publisher"] == "Innovasjon Norge"
    assert "name" in row
    assert "Etablerertilskudd" in answered(
        capsys, "evidence", "awards:2", "--store", filled
    )


def test_snapshots_are_listed(capsys: Output, filled: str, world: Snapshot) -> None:
    rows = json.loads(
        answered(capsys, "snapshots", "--store", filled, "--format", "json")
    )
    assert [row["snapshot"] for row in rows if row["latest"]] == [world.id]


def test_snapshots_are_listed_though_the_latest_is_lost(
    capsys: Output, filled: str, tmp_path: Path
) -> None:
    copied = shutil.copytree(filled, tmp_path / "store")
    (copied / "latest").write_text("lost", encoding="utf-8")
    asked = ("snapshots", "--store", str(copied), "--format", "json")
    assert [row["latest"] for row in json.loads(answered(capsys, *asked))] == [False]


@pytest.mark.parametrize(
    ("arguments", "code", "message", "hint"),
    [
        (["strengths"], 2, "Name either a cluster or", "strengths raufoss"),
        (
            ["strengths", "raufos"],
            2,
            "no cluster called 'raufos'",
            "Did you mean raufoss",
        ),
        (["strengths", "--territory", "Atlantis"], 2, "called 'Atlantis'", "name or"),
        (["strengths", "halden", "--limit", "0"], 2, "'limit' parameter of", "from 1"),
        (["transfers", "--to", "Narnia"], 2, "sector called 'Narnia'", "municipality"),
        (
            ["transfers", "--to", "planet:Mars"],
            2,
            "'planet' in 'planet:Mars'",
            "cluster",
        ),
        (["transfers", "--from", "tom"], 2, "neither territory nor members", "import"),
        (["evidence", "awards:0"], 2, "no piece of evidence 'awards:0'", "--format"),
        (["clusters", "--data", "/nowhere"], 3, "/nowhere does not exist", "--data"),
        (["import", "members", "/nowhere.csv"], 3, "/nowhere.csv", ""),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(
    capsys: Output,
    filled: str,
    arguments: list[str],
    code: int,
    message: str,
    hint: str,
) -> None:
    got, said = refused(capsys, *arguments, "--store", filled)
    assert got == code
    first, second = said.strip().split("\n", 1)
    assert message in first
    assert hint in second
    assert "Traceback" not in said


def test_an_unknown_option_is_usage(capsys: Output) -> None:
    code, said = refused(capsys, "transfers", "--form", "html")
    assert code == 2
    assert "No such option" in said


def test_a_store_that_cannot_be_read_is_its_own_exit_code(
    capsys: Output, tmp_path: Path
) -> None:
    (tmp_path / "snapshots/abc").mkdir(parents=True)
    (tmp_path / "snapshots/abc/manifest.json").write_text("{", encoding="utf-8")
    (tmp_path / "latest").write_text("abc", encoding="utf-8")
    code, said = refused(capsys, "clusters", "--store", str(tmp_path))
    assert code == 4
    assert "no readable manifest" in said


def test_the_first_question_makes_a_snapshot_of_the_reference_bundle_and_says_so(
    capsys: Output, tmp_path: Path
) -> None:
    asked = ("strengths", "raufoss", "--store", str(tmp_path), "--language", "en")
    assert run(*asked, "--format", "json") == 0
    said = capsys.readouterr()
    assert "reference bundle (figures only)" in said.err
    assert json.loads(said.out)


def test_help_starts_without_the_heavy_libraries() -> None:
    code = f"""
import sys
from omstilling.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("[]")


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "omstilling", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("omstilling, version")


def test_a_list_of_ones_own_is_previewed_then_kept(
    capsys: Output, tmp_path: Path, world: Snapshot
) -> None:
    store = str(small_world(tmp_path / "store").folder.parents[1])
    file = tmp_path / "medlemmer.csv"
    file.write_text(
        f"Klynge;Orgnr;Navn\nKlyngen uten sted;{number(3)};TESTBEDRIFT\n"
        "Klyngen uten sted;123456789;FEIL\n",
        encoding="utf-8",
    )
    shown = answered(
        capsys, "import", "members", str(file), "--preview", "--store", store
    )
    assert "Orgnr  →  organisation" in shown
    assert run("strengths", "tom", "--store", store) == 2
    assert "neither territory nor members" in capsys.readouterr().err
    code = run("import", "members", str(file), "--store", store)
    said = capsys.readouterr()
    assert code == 0
    assert "1 rows kept, 1 set aside" in said.out
    assert "row 3, column Orgnr: '123456789'" in said.err
    rows = json.loads(
        answered(capsys, "clusters", "--store", store, "--format", "json")
    )
    [kept] = [row for row in rows if row["cluster"] == "tom"]
    assert (kept["membership"], kept["origin"]) == ("list", "medlemmer.csv")


class Publisher(BaseHTTPRequestHandler):
    """Serves one small award list, as a publisher would."""

    def do_GET(self) -> None:
        body = b"Fylkesnavn;Kommunenavn\r\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output of tests clean."""


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/Tildelinger.csv"
    monkeypatch.setenv("OMSTILLING_URLS", json.dumps({"awards": address}))
    settings.cache_clear()
    yield
    server.shutdown()
    thread.join()
    server.server_close()
    settings.cache_clear()


@pytest.mark.usefixtures("publisher")
def test_fetch_downloads_to_where_the_main_job_looks(
    capsys: Output, tmp_path: Path
) -> None:
    assert run("fetch", "awards", "--to", str(tmp_path), "--format", "json") == 0
    said = capsys.readouterr()
    assert [row["state"] for row in json.loads(said.out)] == ["downloaded"]
    assert (tmp_path / "awards/Tildelinger.csv").read_bytes().startswith(b"Fylkesnavn")
    assert f"omstilling run --data {tmp_path}" in said.err


def test_what_can_be_fetched_is_listed(capsys: Output) -> None:
    said = answered(capsys, "fetch", "--list")
    assert "awards" in said
    assert "entities" in said
    code, wrong = refused(capsys, "fetch", "nothing")
    assert code == 2
    assert "nothing" in wrong


def test_bars_move_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = io.StringIO()
    shown = Console(file=drawn, force_terminal=True, width=80)
    monkeypatch.setattr(terminal, "_errors", lambda: shown)
    with terminal.steps() as step:
        step("reading awards")
        step("writing")
    with terminal.downloads() as moved:
        moved("awards", 0, 100)
        moved("awards", 100, 100)
    assert "writing" in drawn.getvalue()
    assert "awards" in drawn.getvalue().split("writing")[-1]


def test_serve_starts_the_site_on_the_latest_snapshot(
    capsys: Output, filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[object, ...]] = []

    def serve(host: str, port: int, *, workers: int, store: Path) -> None:
        called.append((host, port, workers, str(store)))

    monkeypatch.setattr("omstilling.web.serve.serve", serve)
    assert run("serve", "--store", filled, "--port", "8765") == 0
    assert called == [("127.0.0.1", 8765, 2, filled)]
    assert "http://127.0.0.1:8765/" in capsys.readouterr().err


def test_the_kind_of_a_list_is_told_by_its_headings(
    capsys: Output, tmp_path: Path
) -> None:
    clusters, members = tmp_path / "klynger.csv", tmp_path / "medlemmer.csv"
    clusters.write_text("Klynge;Kommuner\nNy klynge;Halden\n", encoding="utf-8")
    members.write_text(f"Klynge;Orgnr\nNy klynge;{number(3)}\n", encoding="utf-8")
    options = ("--preview", "--format", "json")
    [cluster] = json.loads(answered(capsys, "import", str(clusters), *options))
    [member] = json.loads(answered(capsys, "import", str(members), *options))
    assert cluster["municipalities"] == ["Halden"]
    assert member["organisation"] == number(3)
    code, said = refused(capsys, "import", "firms", str(members))
    assert code == 2
    assert "import members" in said


def test_the_main_job_answers_programs_with_its_transfers(
    capsys: Output, tmp_path: Path
) -> None:
    rows = json.loads(
        answered(
            capsys,
            *(
                "run",
                "--store",
                str(tmp_path / "store"),
                "--out",
                str(tmp_path / "out"),
            ),
            *("--format", "json"),
        )
    )
    assert len(rows) == 50
    assert (tmp_path / "out/report.html").is_file()
