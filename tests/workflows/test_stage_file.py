"""The private copy of an upload: complete, hashed, readable by its owner only, gone after a refusal."""

from __future__ import annotations

import hashlib
import io
import stat

import pytest

from errors import FileRefused
from workflows.stage_file import PIECE, drop_staged, safe_name, stage_file


def test_the_copy_is_complete_and_private(store):
    content = bytes(range(256)) * (PIECE // 100)
    staged = stage_file(store, io.BytesIO(content), name="survey.csv", limit_mb=5)
    assert staged.path.read_bytes() == content
    assert staged.sha256 == hashlib.sha256(content).hexdigest()
    assert stat.S_IMODE(staged.path.stat().st_mode) == 0o600
    drop_staged(staged)
    drop_staged(staged)
    assert not staged.path.exists()


@pytest.mark.parametrize(("content", "issue"), [(b"", "empty_file"), (b"x" * (PIECE + 1), "too_large")])
def test_a_refused_file_leaves_nothing_behind(store, content, issue):
    with pytest.raises(FileRefused) as refusal:
        stage_file(store, io.BytesIO(content), name="a.csv", limit_mb=1)
    assert refusal.value.issue == issue
    assert list((store.files / "staging").iterdir()) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\y.csv", "y.csv"), ("a\x00\nb.csv", "ab.csv"), ("", "file")],
)
def test_a_name_is_no_path(given, kept):
    assert safe_name(given) == kept


def test_the_copy_is_never_named_by_the_person(store):
    staged = stage_file(store, io.BytesIO(b"a,b\n1,2\n"), name="../../evil.csv", limit_mb=1)
    assert staged.path.parent == store.files / "staging"
    assert staged.name == "evil.csv"
