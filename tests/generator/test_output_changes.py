"""What differs between a module and a directory, and whose files are never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_generator.errors import OutputError
from privatelink_generator.output import apply, changes, refuse
from privatelink_generator.render.header import stamp
from privatelink_generator.render.module import GeneratedModule


def _module(**bodies: str) -> GeneratedModule:
    """Return a module of files such as main_tf="a = 1"."""
    names = {name.replace("_", "."): body for name, body in bodies.items()}
    return GeneratedModule(
        "core", {name: stamp(name, body, source="s.yaml", digest="0" * 12) for name, body in names.items()}
    )


def _write(module: GeneratedModule, directory: Path) -> None:
    apply(changes(module, directory))


def _seen(module: GeneratedModule, directory: Path) -> list[tuple[str, str, str | None]]:
    found = changes(module, directory)
    return [(each.action, each.path.relative_to(directory).as_posix(), each.found) for each in found]


def test_changes_of_empty_directory_create_every_file(tmp_path: Path) -> None:
    module = GeneratedModule("core", {"main.tf": "# a\n", "examples/complete/main.tf": "# b\n"})

    _write(module, tmp_path / "new" / "er")

    assert (tmp_path / "new/er/examples/complete/main.tf").read_text() == "# b\n"
    assert changes(module, tmp_path / "new" / "er") == []


def test_changes_name_created_updated_and_removed_files(tmp_path: Path) -> None:
    _write(_module(same_tf="1", old_tf="1", gone_tf="1", edited_tf="1"), tmp_path)
    (tmp_path / "edited.tf").write_text((tmp_path / "edited.tf").read_text() + "by hand\n")
    (tmp_path / "mine.tf").write_text("locals {}\n")
    (tmp_path / "taken.tf").write_text("locals {}\n")
    (tmp_path / "binary.tf").write_bytes(b"\xff\xfe")
    (tmp_path / "linked.tf").symlink_to(tmp_path / "mine.tf")
    (tmp_path / "dangling.tf").symlink_to(tmp_path / "nothing")

    wanted = _module(
        same_tf="1", old_tf="2", edited_tf="2", new_tf="1", taken_tf="1", binary_tf="1", linked_tf="1", dangling_tf="1"
    )

    assert _seen(wanted, tmp_path) == [
        ("update", "binary.tf", "foreign"),
        ("create", "dangling.tf", "foreign"),
        ("update", "edited.tf", "edited"),
        ("remove", "gone.tf", "generated"),
        ("update", "linked.tf", "foreign"),
        ("create", "new.tf", None),
        ("update", "old.tf", "generated"),
        ("update", "taken.tf", "foreign"),
    ]


@pytest.mark.parametrize("force", [False, True])
def test_refuse_names_foreign_file(tmp_path: Path, *, force: bool) -> None:
    (tmp_path / "main.tf").write_text("locals {}\n")

    with pytest.raises(OutputError) as raised:
        refuse(changes(_module(main_tf="1"), tmp_path), force=force)

    assert (raised.value.message, raised.value.hint) == (
        f"{tmp_path}/main.tf: the generator did not write this file, and the module has a file of the same name",
        "Move it away, or name another directory with --output.",
    )


def test_refuse_stops_at_edited_file_without_force(tmp_path: Path) -> None:
    _write(_module(main_tf="1"), tmp_path)
    (tmp_path / "main.tf").write_text((tmp_path / "main.tf").read_text().replace("1", "2"))
    found = changes(_module(main_tf="3"), tmp_path)

    with pytest.raises(OutputError) as raised:
        refuse(found, force=False)

    refuse(found, force=True)
    assert raised.value.message == f"{tmp_path}/main.tf: was edited by hand since it was generated"


def test_changes_leave_other_directories_alone(tmp_path: Path) -> None:
    for place in ("modules/other", ".terraform/modules/other", "examples/mine", "tests"):
        _write(_module(main_tf="1"), tmp_path / place)
    (tmp_path / "examples/mine/main.tf").write_text("locals {}\n")

    assert _seen(_module(main_tf="1"), tmp_path) == [
        ("create", "main.tf", None),
        ("remove", "tests/main.tf", "generated"),
    ]


def test_apply_removes_emptied_directory_and_keeps_used_one(tmp_path: Path) -> None:
    _write(_module(main_tf="1"), tmp_path / "examples" / "old")
    _write(_module(main_tf="1"), tmp_path / "examples" / "used")
    (tmp_path / "examples/used/mine.tf").write_text("locals {}\n")

    _write(_module(main_tf="1"), tmp_path)

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "examples",
        "examples/used",
        "examples/used/mine.tf",
        "main.tf",
    ]


@pytest.mark.parametrize(
    ("make", "at", "reason"),
    [
        (lambda place: place.write_text("text"), "", "is not a directory"),
        (lambda place: (place / "main.tf").mkdir(parents=True), "/main.tf", "can't be read: Is a directory"),
    ],
)
def test_changes_reject_place_that_can_not_hold_a_module(tmp_path: Path, make: object, at: str, reason: str) -> None:
    assert callable(make)
    make(tmp_path / "out")

    with pytest.raises(OutputError) as raised:
        changes(_module(main_tf="1"), tmp_path / "out")

    assert raised.value.message == f"{tmp_path}/out{at}: {reason}"


@pytest.mark.parametrize("linked", ["examples", "examples/complete"])
@pytest.mark.parametrize("target", ["outside", "out/inside", "nowhere"])
def test_changes_reject_links_between_directory_and_file(tmp_path: Path, linked: str, target: str) -> None:
    text = stamp("main.tf", "b", source="s.yaml", digest="0" * 12)
    module = GeneratedModule("core", {"main.tf": "# a\n", "examples/complete/main.tf": text})
    outside = tmp_path / target
    if target != "nowhere":
        (outside / "complete").mkdir(parents=True)
        for name in ("main.tf", "complete/main.tf"):
            (outside / name).write_text(text)
    link = tmp_path / "out" / linked
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside, target_is_directory=True)

    with pytest.raises(OutputError) as raised:
        changes(module, tmp_path / "out")

    assert raised.value.message == f"{link}: is a link, through which files would be written to another directory"


def test_directory_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real", target_is_directory=True)

    _write(GeneratedModule("core", {"examples/complete/main.tf": "# b\n"}), tmp_path / "out")

    assert (tmp_path / "real/examples/complete/main.tf").read_text() == "# b\n"


def test_diff_reads_like_git(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("a\nb\n")
    found = changes(GeneratedModule("core", {"main.tf": "a\nc\n", "new.tf": "d\n"}), tmp_path)

    assert "".join(each.diff() for each in found) == (
        f"--- {tmp_path}/main.tf\n+++ {tmp_path}/main.tf\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
        f"--- /dev/null\n+++ {tmp_path}/new.tf\n@@ -0,0 +1 @@\n+d\n"
    )
