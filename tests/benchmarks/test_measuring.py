from __future__ import annotations

import sys
from pathlib import Path

import peers
import pytest
import run
from measures import complexity, register, start, whole_way
from measuring import DATA_VARIABLE, LEFT_OUT, NO_DATA, best
from measuring import run as run_command
from peers import Peer, PeerMissingError


def test_processes_choose_the_matrix_kernel_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in LEFT_OUT:
        monkeypatch.setenv(name, "1")
    done = run_command([sys.executable, "-c", "import os; print(*os.environ)"])
    assert not set(done.text.split()) & set(LEFT_OUT)


def test_the_peak_of_a_process_counts_what_it_held() -> None:
    # A new process begins with the peak of its parent, so the parent is a small one.
    code = "b'x' * (600 << 20)"
    small = f"""
import sys
sys.path.insert(0, {str(Path(run.__file__).parent)!r})
from measuring import run
print(run([sys.executable, "-c", {code!r}]).peak)
"""
    done = run_command([sys.executable, "-c", small])
    assert float(done.text) == pytest.approx(620, abs=20)


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        run_command([sys.executable, "-c", "1 / 0"])


def test_work_is_done_as_often_as_asked_and_gives_what_it_last_gave() -> None:
    given = iter("abcd")
    seconds, result = best(lambda: next(given), 3)
    assert result == "c"
    assert seconds >= 0


def test_the_command_answers_without_heavy_libraries() -> None:
    assert start.heavy_imports() == []


def test_without_data_a_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    for benchmark in (whole_way.BENCHMARK, complexity.BENCHMARK):
        (row,) = benchmark.rows(True)
        assert row.note == NO_DATA
        assert row.ours is None


def test_a_peer_that_cannot_be_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "HOME", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(PeerMissingError, match=r"absent 1\.0 could not be installed"):
        Peer("absent", ("absent==1.0",)).python()
    assert not (tmp_path / "absent" / "ready.txt").exists()


def test_reflections_that_are_not_at_their_end_are_not_counted() -> None:
    whole = {"rca": 1e-9, "pci": 1e-8, "coi": 1e-10}
    assert complexity.furthest_apart(whole) == 1e-8
    assert complexity.furthest_apart({"rca": 1e-9, "pci": 1e-2}) == 1e-9


def test_the_register_is_read_whole_at_every_size() -> None:
    small, large, memory, growth = register.BENCHMARK.rows(True)
    assert small.ours is not None
    assert large.ours is not None
    assert "; 0 rejects" in small.note
    assert memory.ours == large.our_peak
    assert growth.unit == ""


def test_an_unknown_benchmark_is_a_usage_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        run.main(["nothing"])
    assert left.value.code == 2
    assert "no such benchmark: nothing; run, report, start" in capsys.readouterr().err
