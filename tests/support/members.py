"""Members of AWS's answers: which of a model's members occur."""

from __future__ import annotations

from typing import Any

from botocore.model import ListShape, OperationModel, Shape, StructureShape


def members(shape: Shape, above: tuple[str, ...] = ()) -> set[str]:
    """Return all members of a shape and of the shapes in it, as `Structure.Member`."""
    if isinstance(shape, ListShape):
        return members(shape.member, above)
    if not isinstance(shape, StructureShape) or shape.name in above:
        return set()
    found = {f"{shape.name}.{name}" for name in shape.members}
    return found.union(*(members(each, (*above, shape.name)) for each in shape.members.values()))


def present(shape: Shape, value: Any) -> set[str]:
    """Return the members of a shape that a value has, as `members` names them. Empty texts and lists are absent."""
    if isinstance(shape, ListShape):
        return set().union(*(present(shape.member, each) for each in value))
    if not isinstance(shape, StructureShape):
        return set()
    found = {name: each for name, each in value.items() if name in shape.members and each not in (None, "", [], {})}
    inner = (present(shape.members[name], each) for name, each in found.items())
    return {f"{shape.name}.{name}" for name in found}.union(*inner)


class Recorder:
    """The members that occur in the answers of clients, by operation."""

    def __init__(self, *clients: Any) -> None:
        self.occurring: dict[str, set[str]] = {}
        for client in clients:
            client.meta.events.register("after-call", self._record)

    def _record(self, model: OperationModel, parsed: dict[str, Any], **_: Any) -> None:
        if model.output_shape is not None and "Error" not in parsed:
            self.occurring.setdefault(model.name, set()).update(present(model.output_shape, parsed))

    def missing(self, model: OperationModel) -> set[str]:
        """Return the members of an operation's answer that occurred in none."""
        if model.output_shape is None:
            return set()
        return members(model.output_shape) - self.occurring.get(model.name, set())


def unexplained(missing: dict[str, set[str]], reasons: dict[str, str]) -> dict[str, set[str]]:
    """Return missing members by operation, without those with a reason.

    Parameters:
        reasons: by `Structure.Member`, `Structure.*` or `Operation: Structure.Member`.
    """

    def is_explained(operation: str, member: str) -> bool:
        structure = member.partition(".")[0]
        return any(key in reasons for key in (member, f"{structure}.*", f"{operation}: {member}"))

    left = {
        operation: {member for member in found if not is_explained(operation, member)}
        for operation, found in missing.items()
    }
    return {operation: found for operation, found in left.items() if found}


def superfluous(missing: dict[str, set[str]], reasons: dict[str, str]) -> set[str]:
    """Return the keys of reasons that explain no missing member."""
    used = {f"{operation}: {member}" for operation, found in missing.items() for member in found}
    every = set().union(*missing.values())
    used |= every | {f"{member.partition('.')[0]}.*" for member in every}
    return set(reasons) - used
