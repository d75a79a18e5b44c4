"""A rights statement is set by a person, shown, and handed over with its address."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from archive.forms import rights
from tests.exchange.quay import opened, run
from tests.exchange.test_records import ids

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("CC BY-SA 4.0", BY_SA), ("cc-by-sa-4.0", BY_SA),
        ("http://creativecommons.org/licenses/by-sa/4.0/deed.fr", BY_SA),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("InC", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("https://rightsstatements.org/page/NoC-CR/1.0/?l=fr", "http://rightsstatements.org/vocab/NoC-CR/1.0/"),
        ("Droits réservés", None), ("by 4.0 of the clock", None),
        ("https://example.org/licenses/by/4.0/", None),
    ],
)  # fmt: skip
def test_addresses_of_statements(said: str, address: str | None) -> None:
    assert rights.address(said) == address


def test_a_decision_on_rights_holds_in_every_form(home: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    boats, quay = ids(own)["boats.txt"], ids(own)["fr.md"]

    def told() -> dict[str, str | None]:
        lines = map(json.loads, run(own, "export", "documents").stdout.splitlines())
        return {one["id"]: one.get("rights") for one in lines}

    assert (told()[boats], told()[quay]) == ("CC BY 4.0", None)
    assert run(own, "decide", "rights", quay, "CC BY-SA 4.0", "--note", "her heirs").exit_code == 0
    done = run(own, "decide", "rights", boats, "--none")
    assert done.exit_code == 0
    assert (told()[boats], told()[quay]) == (None, BY_SA)
    with opened(own) as a:
        for form, wanted in (
            ("dc", f"<dc:rights>{BY_SA}</dc:rights>"), ("tei", f'<licence target="{BY_SA}">'),
            ("jsonld", f'"license": ["{BY_SA}"]'), ("ead", f"<userestrict><p>{BY_SA}</p></userestrict>"),
        ):  # fmt: skip
            with closing(a.export(form)) as pieces:
                text = "".join(pieces)
            assert wanted in text, form
            assert "CC BY 4.0" not in text
    assert BY_SA in run(own, "show", quay).stdout
    number = done.stdout.split()[1].rstrip(".")
    assert run(own, "decisions", "withdraw", number).exit_code == 0
    assert (told()[boats], told()[quay]) == ("CC BY 4.0", BY_SA)
    with opened(own) as a:
        assert not a.check().findings
