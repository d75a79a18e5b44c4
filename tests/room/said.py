"""What the program says, as it stands in its source: sentences with {} for what is set into them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import archive

ROOT = Path(archive.__file__).parent
_DEEP = 3  # names that lead to names


@dataclass
class _Source:
    """The modules of some folders, and the constants and functions of words in them, by name."""

    trees: list[ast.Module]
    named: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for tree in self.trees:
            for node in ast.walk(tree):
                match node:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                        self.named[name].append(value)
                    case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name.isupper():
                        self.named[name].append(value)
                    case ast.FunctionDef(name=name, returns=ast.expr() as told):
                        if ast.unparse(told).removesuffix(" | None") in ("str", "Reason"):
                            self.named[name] += [
                                r.value for r in ast.walk(node) if isinstance(r, ast.Return) and r.value
                            ]

    def flat(self, said: ast.expr, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """The sentences that an expression may be."""
        match said:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                yield from (a + b for a in self.flat(left, seen) for b in self.flat(right, seen))
            case ast.IfExp(body=one, orelse=other):
                yield from (*self.flat(one, seen), *self.flat(other, seen))
            case ast.BoolOp(values=several) | ast.Dict(values=several) | ast.List(elts=several):
                yield from (text for one in several for text in self.flat(one, seen))
            case ast.Subscript(value=one):
                yield from self.flat(one, seen)
            case ast.Call(func=ast.Name(id="Reason"), args=[one, *_]):
                yield from self.flat(one, seen)
            case ast.Call(func=ast.Attribute(value=one, attr="worded")):
                yield from self.flat(one, seen)
            case ast.Call(func=ast.Name(id=name)) | ast.Name(id=name):
                if name != "str" and name not in seen and len(seen) < _DEEP:
                    for one in self.named.get(name, ()):
                        yield from self.flat(one, seen | {name})


def sentences(
    places: Sequence[str], calls: Callable[[str], bool], keywords: Collection[str] = ()
) -> set[str]:
    """What is given first to `calls`, or by these keywords to any, in modules and folders of the program."""
    files = [f for p in places for f in ([ROOT / p] if p.endswith(".py") else (ROOT / p).rglob("*.py"))]
    source = _Source([ast.parse(file.read_text("utf-8")) for file in files])
    found: set[str] = set()
    for tree in source.trees:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if calls(name) and node.args:
                found |= set(source.flat(node.args[0]))
            found |= {text for k in node.keywords if k.arg in keywords for text in source.flat(k.value)}
    return {text for text in found if any(letter.isalpha() for letter in text.replace("{}", ""))}
