"""The script door: the workbench's work without a screen.

Every command takes --store PATH, --lang en|zh and --json (one JSON document on stdout).
Exit codes: 0 done, 2 bad input, 3 store unavailable, 4 a decision is needed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import typer

from commands import figures, files, records, texts

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Throughline without a screen."
)

# In the order of the help.
COMMANDS: dict[str, Callable[..., None]] = {
    "demo": records.demo,
    "inspect": files.inspect,
    "score": texts.score,
    "adapt": texts.adapt,
    "import": files.import_,
    "watch": files.watch,
    "template": files.template,
    "undo": records.undo,
    "erase": records.erase,
    "redo": records.redo,
    "correct": files.correct,
    "uploads": records.uploads,
    "export": records.export,
    "curve": figures.curve,
    "stream": figures.stream,
    "capability": figures.capability,
    "control": figures.control,
    "drivers": figures.drivers,
    "links": figures.links,
    "link": records.link,
}
for name, command in COMMANDS.items():
    app.command(name=name)(command)


def main(arguments: list[str]) -> int:
    """Run one command; a mistake in the command line itself is bad input like any other."""
    try:
        return int(app(arguments, standalone_mode=False) or 0)
    except typer.Exit as end:
        return int(end.exit_code)
    except typer.Abort:
        return 2
    except typer.TyperException as mistake:
        document = {"error": {"code": "bad_input", "message": str(mistake)}}
        if "--json" in arguments:
            typer.echo(json.dumps(document, ensure_ascii=False))
        else:
            typer.echo(f"{mistake}\ncli.py --help lists the commands.", err=True)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
