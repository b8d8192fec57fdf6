"""The command `omstilling`.

It joins the commands of `omstilling.commands`, which import their rooms when they are
called, so that `omstilling --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from omstilling import __version__
from omstilling.commands import (
    aid,
    choose,
    fit,
    main_job,
    meaning,
    needs,
    shares,
    site,
    snapshots,
    strengths,
    takeup,
    transfers,
)
from omstilling.commands.reach import say
from omstilling.errors import OmstillingError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    0 done, 2 usage, 3 input, 4 store. Errors a user can mend are shown without a
    traceback, with what to do about them.
    """
    try:
        code = commands.main(arguments, "omstilling", standalone_mode=False)
    except OmstillingError as error:
        say(f"Error: {error.message}")
        if error.hint:
            say(error.hint)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="omstilling")
def commands() -> None:
    """Which knowledge could go from the best clusters to whom, with evidence for it."""


for command in (
    main_job.run,
    main_job.fetch,
    main_job.import_,
    snapshots.clusters,
    snapshots.evidence,
    snapshots.snapshots,
    strengths.strengths,
    transfers.transfers,
    transfers.changes,
    takeup.backtest,
    meaning.match,
    meaning.meaning,
    needs.needs,
    needs.offers,
    aid.aid,
    choose.choose,
    fit.fit,
    shares.shares,
    site.serve,
):
    commands.add_command(command)
