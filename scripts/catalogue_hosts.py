"""Host names of a service in many Regions, as few templates."""

from __future__ import annotations

from collections.abc import Mapping


def fewest_templates(
    hosts: Mapping[str, str], suffixes: Mapping[str, str], everywhere: str | None, key: str
) -> dict[str, str]:
    """Return the fewest templates that give a partition's host names, beyond the one that holds everywhere.

    Parameters:
        hosts: host names by Region.
        suffixes: the partition's DNS suffixes by their names in templates.
        everywhere: the home partition's template; None for the home partition itself.
        key: the key of the partition's own template.
    """

    def wrong(template: str) -> list[str]:
        return [region for region in hosts if template.format(region=region, **suffixes) != hosts[region]]

    if not hosts or (everywhere and not wrong(everywhere)):
        return {}
    # With and without the Region in it: a global service answers in one Region for all.
    general = {region: generalise(region, host, suffixes) for region, host in hosts.items()}
    candidates = {template for pair in general.values() for template in pair}
    best = min(candidates, key=lambda template: (len(wrong(template)), "{region}" not in template, template))
    return {key: best, **{region: general[region][0] for region in wrong(best)}}


def generalise(region: str, host: str, suffixes: Mapping[str, str]) -> tuple[str, str]:
    """Return a host name with fields for Region and DNS suffix, then the same with the literal Region."""
    for key, suffix in suffixes.items():
        if host.endswith("." + suffix):
            host = f"{host.removesuffix(suffix)}{{{key}}}"
            break
    return host.replace(region, "{region}"), host
