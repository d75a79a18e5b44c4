"""The names of an archive as they stand, loaded once and grouped by surface, and which groups are one."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable

from archive.catalog import Catalog, resolved
from archive.lang.registry import HOME
from archive.link.entities.names import BareName, gazetteer, undress
from archive.records import MentionType

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

    def alone(self, node: Node) -> bool:
        """Whether nothing was joined to a name."""
        return node not in self._parent and node not in self._members

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


PERSON, PLACE, ORG = MentionType.PERSON.value, MentionType.PLACE.value, MentionType.ORG.value


def node_of(name: BareName, lang: str) -> Node:
    """What a name in a language is joined as."""
    key = name.key
    if name.type is MentionType.PLACE and lang in HOME and gazetteer().differs(key):
        key = f"{key}@{lang}"
    return name.type.value, key


class MentionSnapshot:
    """All mentions of names in current documents, as columns.

    A surface is a distinct (text, type, language); a node is what surfaces of one type and key have
    in common, and what gets joined. Rows stand by document, in reading order.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.names: list[BareName] = []  # of a surface
        self.langs: list[str] = []
        self.written: list[str] = []
        self.nodes: list[Node] = []
        self.mention, self.doc, self.start, self.end = array("q"), array("q"), array("q"), array("q")
        self.surface, self.old = array("l"), array("q")
        self.reason: list[str | None] = []
        self.spans: dict[int, tuple[int, int]] = {}
        self.name_of: dict[Node, BareName] = {}
        self.docs: dict[Node, set[int]] = defaultdict(set)
        self.spoken: dict[Node, set[str]] = defaultdict(set)  # the languages of its mentions
        self._by_type: dict[str, list[Node]] = {PERSON: [], PLACE: [], ORG: []}
        self._load(catalog)

    def _load(self, catalog: Catalog) -> None:
        seen: dict[tuple[str, str, str], int] = {}
        same: dict[str | None, str | None] = {}  # a reason is kept once: rows bring a copy each
        in_docs: list[set[int]] = []  # of a surface
        last, begun = 0, 0
        for n, doc, start, end, kind, text, lang, old, reason in resolved.named(catalog):
            surface = seen.get((text, kind, lang))
            if surface is None:
                surface = seen[text, kind, lang] = self._add(text, kind, lang)
                in_docs.append(self.docs[self.nodes[surface]])
            if doc != last:
                if last:
                    self.spans[last] = (begun, len(self.mention))
                last, begun = doc, len(self.mention)
            self.mention.append(n)
            self.doc.append(doc)
            self.start.append(start)
            self.end.append(end)
            self.surface.append(surface)
            self.old.append(old or 0)
            self.reason.append(same.setdefault(reason, reason))
            in_docs[surface].add(doc)
        if last:
            self.spans[last] = (begun, len(self.mention))
        for node in sorted(self.name_of):
            self._by_type[node[0]].append(node)

    def _add(self, text: str, kind: str, lang: str) -> int:
        name = undress(text, MentionType(kind), lang)
        node = node_of(name, lang)
        self.names.append(name)
        self.written.append(text)
        self.langs.append(lang)
        self.nodes.append(node)
        self.name_of.setdefault(node, name)
        self.spoken[node].add(lang)
        return len(self.names) - 1

    def of_type(self, kind: str) -> list[Node]:
        """The nodes of a type, in a fixed order."""
        return self._by_type[kind]

    def rows(self, doc: int) -> range:
        """The rows of a document."""
        return range(*self.spans.get(doc, (0, 0)))

    def in_document(self, doc: int, kind: str) -> list[Node]:
        """The nodes of a type that a document mentions, each once, in reading order."""
        return [node for node in self.all_in(doc) if node[0] == kind]

    def all_in(self, doc: int) -> list[Node]:
        """The nodes that a document mentions, each once, in reading order."""
        begun, end = self.spans.get(doc, (0, 0))
        nodes = self.nodes
        return list(dict.fromkeys([nodes[surface] for surface in self.surface[begun:end]]))


class Work:
    """What is being made of a snapshot: joins that hold everywhere, and those of one document.

    `local` sends a name of one document ("Lavergne") to the name that it stands for there.
    `kin` gives the documents linked to a document: its translations and copies.
    """

    def __init__(self, snapshot: MentionSnapshot, clusters: Clusters, kin: dict[int, set[int]]) -> None:
        self.snapshot = snapshot
        self.clusters = clusters
        self.kin = kin
        self.local: dict[tuple[int, Node], tuple[Node, str]] = {}

    def here(self, doc: int, node: Node) -> Node:
        """What a name of a document stands for there."""
        return self.local.get((doc, node), (node, ""))[0]

    def bind(self, doc: int, node: Node, target: Node, reason: str) -> bool:
        """Sends a name of a document to another one; False where a person told the two apart."""
        if self.clusters.forbidden(node, target):
            return False
        self.local[doc, node] = (target, reason)
        return True
