"""Translations that a site itself names: by a plugin in an export of WordPress, or in front matter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main

# Two texts that nobody would pair by their words.
EN = ("Tea at four", "Come and have tea with the keepers, and bring a cake or some bread with you.")
FR = ("Gare aux loups", "Les loups sont revenus dans la vallée, et les bergers ne dorment plus la nuit.")
POLYLANG = '<category domain="language" nicename="{lang}"/>'
POLYLANG += '<category domain="post_translations" nicename="pll_5f3a"/>'
META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>"
GROUP = META.format("_wpml_import_translation_group", "77") + META.format(
    "_wpml_import_language_code", "{lang}"
)
OTHER = META.format("_elementor_data", "[{{}}]") + META.format("_icl_translation_of", "10")


def wxr(said: dict[str, str]) -> bytes:
    spaces = (
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:wp='http://wordpress.org/export/1.2/'"
    )
    items = "".join(
        f"<item><title>{title}</title><content:encoded><![CDATA[{text}]]></content:encoded>"
        f"<wp:post_id>{n}</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        f"{said[lang].format(lang=lang)}</item>"
        for n, (lang, (title, text)) in enumerate((("en", EN), ("fr", FR)), 10)
    )
    head = "<title>Quay</title><link>http://quay.example</link><wp:wxr_version>1.2</wp:wxr_version>"
    return f"<rss version='2.0' {spaces}><channel>{head}{items}</channel></rss>".encode()


def front(lang: str, head: str) -> bytes:
    title, text = EN if lang == "en" else FR
    return f"---\ntitle: {title}\nlang: {lang}\n{head}\n---\n\n{text}\n".encode()


def toml(lang: str, head: str) -> bytes:
    title, text = EN if lang == "en" else FR
    return f'+++\ntitle = "{title}"\nlanguage = "{lang}"\n{head}\n+++\n\n{text}\n'.encode()


def both(form: object, head: str) -> dict[str, bytes]:
    assert callable(form)
    return {"tea.md": form("en", head), "loups.md": form("fr", head)}


def taken(folder: Path, files: dict[str, bytes]) -> tuple[list[dict[str, object]], str, str]:
    """The pairs of what is in `files`, as JSON and as they are printed, and what `explain` says of a text."""
    for name, data in files.items():
        (folder / name).write_bytes(data)

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["--archive", str(folder / "archive"), *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    run("ingest", "--no-vectors", *(str(folder / name) for name in files))
    pairs = [json.loads(line) for line in run("pairs", "--format", "jsonl").splitlines()]
    explained = run("explain", pairs[0]["en"]["id"], "--format", "text") if pairs else ""
    return pairs, run("pairs", "--format", "text"), explained


@pytest.mark.parametrize(
    ("files", "by", "key"),
    [
        ({"x.xml": wxr({"en": POLYLANG, "fr": POLYLANG})}, "polylang", "quay.example pll_5f3a"),
        ({"x.xml": wxr({"en": GROUP, "fr": GROUP})}, "wpml", "quay.example group 77"),
        ({"x.xml": wxr({"en": "", "fr": OTHER})}, "wpml", "quay.example post 10"),
        (both(front, "translationKey: tea"), "translationKey", "tea"),
        (both(toml, 'translationKey = "tea"'), "translationKey", "tea"),
        (both(front, "ref: tea\nlayout: post"), "ref", "tea"),
    ],
)
def test_what_a_site_calls_translations_is_paired(
    tmp_path: Path, files: dict[str, bytes], by: str, key: str
) -> None:
    pairs, printed, explained = taken(tmp_path, files)
    (pair,) = pairs
    assert isinstance(pair["evidence"], dict)
    assert {k: pair["evidence"][k] for k in ("rule", "by", "key")} == {
        "rule": "said together",
        "by": by,
        "key": key,
    }
    assert (pair["score"], pair["status"]) == (1.0, "proposed")
    assert f"said by {by}: {key}" in printed
    assert f"{by} says so ({key})" in explained


@pytest.mark.parametrize(
    "files",
    [
        {"x.xml": wxr({"en": "", "fr": ""})},
        {"tea.md": front("en", "translationKey: tea"), "loups.md": front("fr", "translationKey: wolves")},
        both(front, "layout: post"),
        # Of which of two sites is the key?
        both(front, "translationKey: about")
        | {"other.md": front("fr", "translationKey: about").replace(b"bergers", b"moutons de la commune")},
    ],
)
def test_what_nobody_says_is_not_paired(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert taken(tmp_path, files)[0] == []
