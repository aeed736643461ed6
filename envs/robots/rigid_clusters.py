"""Links that are fixed to each other: their contacts press on nothing but cost physics time."""

from __future__ import annotations

from typing import Any

# Bits of the third collision group word that clusters may use; the lower ones are the robots' own.
_FIRST_BIT, _LAST_BIT = 8, 31


def rigid_clusters(articulation: Any) -> list[list[Any]]:
    """Group the links of a SAPIEN articulation that no moving joint separates.

    Returns:
        The links of each cluster, parents before children; links on their own are left out.
    """
    clusters: dict[Any, list[Any]] = {}
    root_of: dict[str, str] = {}
    for link in articulation.links:
        fixed = link.parent is not None and link.joint.type == "fixed"
        root = root_of[link.parent.name] if fixed else link.name
        root_of[link.name] = root
        clusters.setdefault(root, []).append(link)
    return [links for links in clusters.values() if len(links) > 1]


def ignore_contacts_within_rigid_clusters(articulation: Any) -> None:
    """Let links of one cluster share a collision bit of their own, so that they do not collide.

    Two links that cannot move against each other exchange forces that cancel, so nothing changes
    but the time of a physics step. PhysX itself leaves out only parents and children.

    Args:
        articulation: SAPIEN articulation (CPU); changed in place.
    """
    with_shapes = [
        [link for link in links if link.collision_shapes] for links in rigid_clusters(articulation)
    ]
    bits = range(_FIRST_BIT, _LAST_BIT + 1)
    colliding = [links for links in with_shapes if len(links) > 1]
    for bit, links in zip(bits, colliding, strict=False):
        for link in links:
            for shape in link.collision_shapes:
                groups = shape.get_collision_groups()
                groups[2] |= 1 << bit
                shape.set_collision_groups(groups)
