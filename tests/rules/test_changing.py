"""What the making of a change reports (X20 and on): the facts given where it is reported are those its sentences name.

Read from the program text, so that no report can be forgotten: a sentence with a missing fact would be shown as bare
data to whoever sent the change.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sor.changes
from sor.core.finding import Finding
from sor.rules import BOOK, changing
from sor.rules.rule import Rule, facts_named
from sor.rules.sentences import LANGUAGES, sentence

RULES = {name: rule for name, rule in vars(changing).items() if isinstance(rule, Rule)}
SOURCES = sorted(Path(str(sor.changes.__file__)).parent.glob("*.py"))


def reports() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Where, which rule, and the names of its facts."""
    for source in SOURCES:
        module = ast.parse(source.read_text("utf-8"))
        for function in [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]:
            for call in ast.walk(function):
                name = _rule(call)
                if name is not None and isinstance(call, ast.Call):
                    yield f"{source.name}:{call.lineno}", name, _facts(call.args[2], [function, module])


def _rule(node: ast.AST) -> str | None:
    """NAME of a call ``changing.NAME.finding(...)``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "finding":
        owner = node.func.value
        if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) and owner.value.id == "changing":
            return owner.attr
    return None


def _facts(node: ast.expr, scopes: list[ast.AST]) -> frozenset[str]:
    """The keys of a dictionary, written in the call or given a name in the same function, else in the same file."""
    if isinstance(node, ast.Dict):
        inner = [_facts(value, scopes) for key, value in zip(node.keys, node.values, strict=True) if key is None]
        own = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        return frozenset(own).union(*inner)
    if isinstance(node, ast.BinOp):
        return _facts(node.left, scopes) | _facts(node.right, scopes)
    assert isinstance(node, ast.Name), ast.unparse(node)
    for scope in scopes:
        named = [
            statement
            for statement in ast.walk(scope)
            if isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
            and statement.targets[0].id == node.id
            and (statement.lineno <= node.lineno or scope is not scopes[0])
        ]
        if named:
            return _facts(max(named, key=lambda statement: statement.lineno).value, scopes)
    raise AssertionError(f"{node.id} is not given a name anywhere")


REPORTS = list(reports())


@pytest.mark.parametrize(("where", "name", "facts"), REPORTS, ids=[f"{where} {name}" for where, name, _ in REPORTS])
def test_a_report_gives_the_facts_that_its_sentences_name(where: str, name: str, facts: frozenset[str]) -> None:
    rule = RULES[name]
    assert facts == facts_named(rule.danish) | facts_named(rule.english)


def test_every_rule_is_reported_somewhere() -> None:
    assert {name for _, name, _ in REPORTS} == set(RULES)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_a_sentence(name: str, language: str) -> None:
    rule = RULES[name]
    facts = dict.fromkeys(facts_named(rule.danish) | facts_named(rule.english), "7")
    text = sentence(Finding(rule.code, rule.severity, "unit", "1", "", facts), language)
    assert text.endswith((".", ")"))
    assert "{" not in text
    assert not text.startswith(f"{rule.code}:"), "a sentence, not bare data"


def test_they_are_in_the_book() -> None:
    assert {(rule.code, rule.case) for rule in RULES.values()} <= set(BOOK)
