"""Check the house rules that no linter knows. Prints each breach; exits 1 if there is one.

A module has at most 250 lines and a function at most 40; a route has at most five statements;
no class is named for a pattern; nobody commits but the transaction's opener; what routes depend on
is async, since the framework sends a plain function through a thread.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

VAGUE: Final = ("Manager", "Helper", "Util", "Utils", "Service", "Impl", "Base")
ROUTE_VERBS: Final = {"get", "post", "put", "patch", "delete"}
ROUTE_STATEMENTS: Final = 5
FUNCTION_LINES: Final = 40
MODULE_LINES: Final = 250
ROOTS: Final = ("libs", "services", "gateway", "deploy")


def breaches(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the rule of each breach in one module."""
    source = path.read_text()
    if (lines := source.count("\n")) > MODULE_LINES:
        yield 1, f"module has {lines} lines; split it at {MODULE_LINES}"
    tree = ast.parse(source)
    needed = set(_dependencies(tree))
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _of_function(node, needed)
            case ast.ClassDef(name=name) if name.endswith(VAGUE) and name != "Base":
                yield node.lineno, f"{name} says nothing; name what it is"
            case ast.Call(func=ast.Attribute(attr="commit")):
                yield node.lineno, "commit belongs to the transaction's opener"


def _dependencies(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Depends"), args=[ast.Name(id=name), *_]):
                yield name


def _of_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, needed: set[str]
) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.FunctionDef) and node.name in needed:
        yield node.lineno, f"{node.name} is a dependency; make it async"
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > FUNCTION_LINES:
        yield node.lineno, f"{node.name} has {length} lines; split it at {FUNCTION_LINES}"
    statements = [statement for statement in node.body if not _is_docstring(statement)]
    if _is_route(node) and len(statements) > ROUTE_STATEMENTS:
        yield node.lineno, f"route {node.name} has {len(statements)} statements; move them inward"


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_route(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    calls = (call.func for call in node.decorator_list if isinstance(call, ast.Call))
    return any(isinstance(func, ast.Attribute) and func.attr in ROUTE_VERBS for func in calls)


def main() -> int:
    """Check every module of the fleet but its frozen migrations."""
    found = [
        f"{path}:{line}: {rule}"
        for root in ROOTS
        for path in sorted(Path(root).glob("**/src/**/*.py"))
        if "versions" not in path.parts
        for line, rule in breaches(path)
    ]
    sys.stdout.write("".join(f"{breach}\n" for breach in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
