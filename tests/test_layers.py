"""The layers: who may import whom. Reads the imports; runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {
    "app", "screen", "cli", "commands", "pages", "views", "charts", "workflows", "reports", "analytics", "data",
    "server", "i18n", "errors", "settings", "benchmarks", "training", "tests",
}  # fmt: skip
ALLOWED = {
    "pages": {"views", "charts", "workflows", "analytics", "i18n", "errors"},
    "views": {"views", "charts", "workflows", "reports", "analytics", "data", "i18n", "settings", "errors"},
    "charts": {"charts", "analytics"},
    "cli": {"commands"},
    "commands": {"commands", "workflows", "reports", "i18n", "settings", "errors"},
    "reports": {"reports", "charts", "analytics", "i18n", "errors"},
    "workflows": {"workflows", "analytics", "data", "settings", "errors"},
    "analytics": {"analytics", "errors"},
    "data": {"data", "errors", "settings"},
    "server": {"server", "data", "views", "workflows", "i18n", "errors", "settings"},
}
NEVER = {
    "pages": {"duckdb", "altair"},
    "views": {"duckdb"},
    "charts": {"streamlit", "duckdb"},
    "cli": {"streamlit", "duckdb"},
    "commands": {"streamlit", "duckdb"},
    "reports": {"streamlit", "duckdb"},
    "workflows": {"streamlit", "altair"},
    "analytics": {"streamlit", "altair", "duckdb", "requests", "urllib", "socket", "datetime.now", "time"},
    "data": {"streamlit", "altair"},
}


def modules(layer: str) -> Iterator[Path]:
    single = ROOT / f"{layer}.py"
    yield from [single] if single.exists() else sorted((ROOT / layer).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def breaches(layer: str) -> list[str]:
    found = []
    for path in modules(layer):
        for name in imports(path):
            top = name.split(".")[0]
            is_foreign = top in OURS and top not in ALLOWED[layer]
            if is_foreign or top in NEVER.get(layer, set()):
                found.append(f"{path.relative_to(ROOT)} imports {name}")
    return found


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_a_layer_imports_only_what_lies_below_it(layer):
    assert list(modules(layer)), f"the layer {layer} is gone"
    assert breaches(layer) == []


def test_a_breach_is_seen(tmp_path, monkeypatch):
    (tmp_path / "analytics").mkdir()
    (tmp_path / "analytics" / "bad.py").write_text("import duckdb\nfrom data.store import Store\n")
    monkeypatch.setattr("tests.test_layers.ROOT", tmp_path)
    assert breaches("analytics") == ["analytics/bad.py imports duckdb", "analytics/bad.py imports data.store"]


def test_page_files_lie_one_folder_deep():
    assert not list((ROOT / "pages").glob("*.py")), "a file directly in pages/ opens without the frame"


def test_no_page_switches_html_on():
    for path in ROOT.rglob("*.py"):
        if ".venv" in path.parts or path == Path(__file__):
            continue
        assert "unsafe_allow_html" not in path.read_text(encoding="utf-8"), path
