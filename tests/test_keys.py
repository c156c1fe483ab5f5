"""Keys: made, found, taken back; and nothing of them kept that could be used."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run, make_article

from index import keys
from index.errors import LibraryError, LibraryNotFoundError
from index.keys import Scope, find_key, is_secret
from index.library import Library


def test_a_key_has_256_random_bits_and_is_found_by_them(library: Library) -> None:
    made = [library.keys.add(f"key {number}", [Scope.ASK]) for number in range(50)]
    secrets = {secret for _, secret in made}
    assert len(secrets) == 50
    assert all(re.fullmatch(r"fn_[A-Za-z0-9_-]{43}", secret) for secret in secrets)  # 43 letters of 6 bits
    assert all(library.keys.find(secret) == key for key, secret in made)
    assert [key.name for key in library.keys.all()] == [key.name for key in sorted(library.keys.all(), key=_order)]


def _order(key: keys.Key) -> tuple[str, str]:
    return key.created_at, key.id


def test_what_is_no_key_is_not_found(library: Library) -> None:
    _, secret = library.keys.add("anna", [Scope.ASK])
    wrong = f"{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}"
    for text in (wrong, secret[:-1], f"{secret} ", secret.upper(), secret[3:], "", "fn_", "é" * 46, "fn_" + "é" * 43):
        assert library.keys.find(text) is None
        assert find_key(library.folder, text) is None


def test_only_the_hash_is_kept(library: Library) -> None:
    _, secret = library.keys.add("anna", [Scope.ASK])
    kept = b"".join(path.read_bytes() for path in library.folder.rglob("*") if path.is_file())
    assert b"anna" in kept
    assert secret.encode() not in kept
    assert secret[3:].encode() not in kept


def test_every_key_is_compared_in_constant_time(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [library.keys.add(f"key {number}", [Scope.ASK]) for number in range(3)]
    compared = []
    in_constant_time = hmac.compare_digest

    def compare(one: str, other: str) -> bool:
        compared.append(other)
        return in_constant_time(one, other)

    monkeypatch.setattr(keys.hmac, "compare_digest", compare)
    for key, secret in made:
        compared.clear()
        assert library.keys.find(secret) == key
        assert len(set(compared)) == 3  # it does not stop at the one that fits


def test_a_key_that_is_taken_back_is_found_no_more_by_anybody(library: Library) -> None:
    kept, kept_secret = library.keys.add("kept", [Scope.ASK])
    key, secret = library.keys.add("anna", [Scope.ASK, Scope.WRITE])
    assert find_key(library.folder, secret) == key
    assert library.keys.revoke("anna")
    assert find_key(library.folder, secret) is None
    assert not library.keys.revoke("anna")
    assert library.keys.revoke(kept.id)
    assert find_key(library.folder, kept_secret) is None
    assert library.keys.all() == []


def test_names_are_unique_and_can_be_shown(library: Library) -> None:
    library.keys.add("  Anna   B ", [Scope.ASK])
    with pytest.raises(LibraryError, match="already"):
        library.keys.add("Anna B", [Scope.WRITE])
    for name in ("", "   ", "a\x1b[31m", "x" * 65, "fn_" + "x" * 43):
        with pytest.raises(LibraryError, match="name"):
            library.keys.add(name, [Scope.ASK])
    with pytest.raises(LibraryError, match="scope"):
        library.keys.add("nobody", [])
    assert [key.name for key in library.keys.all()] == ["Anna B"]


def test_keys_are_no_change_of_the_library(library: Library) -> None:
    before = library.version
    library.keys.add("anna", [Scope.ASK])
    library.keys.revoke("anna")
    assert library.version == before


def test_a_scope_that_only_a_newer_version_knows_gives_no_right(library: Library) -> None:
    _, secret = library.keys.add("anna", [Scope.ASK])
    with library._store.write():
        library._store.execute("UPDATE keys SET scopes = 'ask everything'")
    found = library.keys.find(secret)
    assert found is not None
    assert found.scopes == {Scope.ASK}


def test_a_search_does_not_hold_up_who_looks_for_a_key(library: Library) -> None:
    key, secret = library.keys.add("anna", [Scope.ASK])
    with library._lock, library._store.read():  # as a search holds them
        assert find_key(library.folder, secret) == key


def test_without_a_library_there_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError):
        find_key(tmp_path, "fn_" + "A" * 43)
    assert not is_secret("fn_short")


def test_the_command_makes_lists_and_takes_back(run: Run, open_library: Callable[..., Library], tmp_path: Path) -> None:
    assert run("footnote", "keys").status != 0  # there is no library yet
    open_library(folder=tmp_path / "home").add(make_article("The fox wrote."))
    assert "footnote keys add" in run("footnote", "keys").err
    done = run("footnote", "keys", "add", "anna", "--scope", "ask", "--scope", "write")
    secret = done.out.strip()
    assert done.status == 0
    assert is_secret(secret)
    assert done.err == "The key 'anna' (ask, write). It is shown only now:\n"

    again = run("footnote", "keys", "add", "anna")
    assert (again.status, again.out) == (3, "")
    assert "already" in again.err
    listed = run("footnote", "keys", "list")
    assert re.fullmatch(r"[0-9a-f]{8}  \d{4}-\d\d-\d\d  ask, write        anna\n", listed.out)
    (row,) = json.loads(run("footnote", "keys", "list", "--json").out)
    assert row["scopes"] == ["ask", "write"]
    assert secret not in listed.out + listed.err

    assert find_key(tmp_path / "home", secret) is not None
    assert run("footnote", "keys", "revoke", "anna").status == 0
    assert find_key(tmp_path / "home", secret) is None
    unknown = run("footnote", "keys", "revoke", "anna")
    assert unknown.status == 2
    assert "footnote keys list" in unknown.err


def test_a_key_may_only_ask_unless_more_is_said(run: Run, open_library: Callable[..., Library], tmp_path: Path) -> None:
    library = open_library(folder=tmp_path / "home")
    assert run("footnote", "keys", "add", "bob").status == 0
    assert [key.scopes for key in library.keys.all()] == [{Scope.ASK}]
    assert run("footnote", "keys", "add", "eve", "--scope", "everything").status == 2
