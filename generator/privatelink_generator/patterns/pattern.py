"""The seam of patterns: all that the generator, the command and the harness know of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from privatelink_generator.errors import Loc
from privatelink_generator.patterns.base import Spec
from privatelink_generator.versions import AWS_PROVIDER_MINIMUM, Release

type Findings = Iterator[tuple[Loc, str]]
"""Broken rules or notes: the path of the value, and a message that ends with the action."""


@dataclass(frozen=True, slots=True)
class Pattern[S: Spec]:
    """A way to use PrivateLink.

    Its templates are in `templates/<name>/`, or in the same folder of the directory that `--templates` names.

    Parameters:
        name: the word that a spec's `pattern` key holds.
        model: what a spec may say.
        rules: yields what AWS would refuse of a well-formed spec.
        notes: yields what is worth knowing about a spec that keeps the rules; it changes nothing.
        view: makes what the templates see beside the spec.
        expects: addresses of resources, as in "aws_vpc_endpoint.lambda". Of each resource type named here, the root
            of a module has exactly these.
        summary: what a spec asks for, in a few words.
        starter: the YAML that `privatelink init` writes below `version`, `pattern` and `name`.
        part_rules: yields those of `rules` that are about one entry of a top-level key alone. They are checked even if
            other entries are not well-formed.
        aws_provider: the first release of hashicorp/aws with all that the module of a spec needs.
        parts: modules that lie within the module, each from a spec of its own pattern, by directory below the module:
            "modules/erp". They have neither examples nor tests nor pages.
        composes: whether its specs hold other specs below `modules`, inline or by file.
        is_part: whether its specs may be such parts.
        folder: the folder of templates that the module of a spec is made from.
        folders: those beside the one of the pattern's name.
    """

    name: str
    model: type[S]
    rules: Callable[[S], Findings]
    notes: Callable[[S], Findings]
    view: Callable[[S], object]
    expects: Callable[[S], set[str]]
    summary: Callable[[S], str]
    starter: str
    part_rules: Callable[[S], Findings] = lambda _: iter(())
    aws_provider: Callable[[S], Release] = lambda _: AWS_PROVIDER_MINIMUM
    parts: Callable[[S], Mapping[str, Spec]] = lambda _: {}
    composes: bool = False
    is_part: bool = False
    folder: Callable[[S], str] = lambda spec: spec.pattern
    folders: tuple[str, ...] = ()
