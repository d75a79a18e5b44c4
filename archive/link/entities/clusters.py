"""Groups of names that are one, with the reason of every join and the joins a person forbade."""

from __future__ import annotations

from collections.abc import Iterable

Node = tuple[str, str]  # (type, key)


class Clusters:
    """Union-find over names that keeps reasons and refuses forbidden joins.

    The order of joins decides only where a forbidden one stands in the way.
    """

    def __init__(self, apart: Iterable[tuple[Node, Node]] = ()) -> None:
        self._parent: dict[Node, Node] = {}
        self._members: dict[Node, list[Node]] = {}
        self._apart: dict[Node, set[Node]] = {}
        self._reasons: dict[Node, list[tuple[Node, str]]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def find(self, node: Node) -> Node:
        """The name that stands for the group of `node`."""
        root = node
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(node, node)) != root:
            self._parent[node] = root
            node = above
        return root

    def members(self, node: Node) -> list[Node]:
        """All names of the group of `node`."""
        root = self.find(node)
        return self._members.get(root, [root])

    def join(self, a: Node, b: Node, reason: str) -> bool:
        """Makes one group of two; False where they are one already, or were told apart by a person."""
        ra, rb = self.find(a), self.find(b)
        if ra == rb or self.forbidden(ra, rb):
            return False
        if (len(self.members(ra)), rb) < (len(self.members(rb)), ra):
            ra, rb = rb, ra
        self._parent[rb] = ra
        self._members[ra] = self._members.get(ra, [ra]) + self._members.pop(rb, [rb])
        self._reasons.setdefault(a, []).append((b, reason))
        self._reasons.setdefault(b, []).append((a, reason))
        return True

    def forbidden(self, a: Node, b: Node) -> bool:
        """Whether a person told the groups of two names apart."""
        if not self._apart:
            return False
        others = set(self.members(b))
        return any(self._apart.get(n, set()) & others for n in self.members(a))

    def reasons_from(self, start: Node) -> dict[Node, str]:
        """For every other name of the group, why it hangs together with `start`."""
        found = {start: ""}
        todo = [start]
        for node in todo:
            for other, reason in self._reasons.get(node, ()):
                if other not in found:
                    found[other] = reason
                    todo.append(other)
        return found
