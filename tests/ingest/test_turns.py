"""Paragraphs that hold both languages on one line, and those that only quote the other one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.posts import split_page
from archive.ingest.readers.plain import plain_blocks
from archive.ingest.turns import turns
from archive.pipeline.annotate import TextRequest, annotate
from archive.records import Page

# What stands in "[" and "]" is one stretch.
BOTH = [
    "[Bienvenue à tous.] / [Welcome everyone.]",
    "[Welcome to the open kitchen] // [Bienvenue à la cuisine ouverte]",
    "[Le local est fermé lundi.] | [The office is closed on Monday.]",
    "[The office is closed on Monday] – [Le local est fermé lundi]",
    "[La marche partira de la place à dix heures.] [The march will leave the square at ten o'clock.]",
    "[We need tents before winter. We also need rice.] [Il nous faut des tentes avant l'hiver, et du riz.]",
    "[Servez-vous !]\t[Please help yourself!]",
    "[Bienvenue à tous.]\n[Welcome everyone.]",
    "[Elle a dit « We will stay here » et elle est partie.] / [She said “nous resterons ici” and she left.]",
    "[Le 3 mai 2018, la cuisine a rouvert.] / [On 3 May 2018 the kitchen reopened.] / [Merci à vous tous.]",
]
LABELS = [
    (
        "FR: La cuisine ouvre à midi. EN: The kitchen opens at noon.",
        ["La cuisine ouvre à midi.", "The kitchen opens at noon."],
    ),
    (
        "[EN] Please bring warm blankets [FR] Apportez des couvertures",
        ["Please bring warm blankets", "Apportez des couvertures"],
    ),
    ("Français : servez-vous. English: please help yourself.", ["servez-vous.", "please help yourself."]),
]
ONE = [
    "Le groupe The Lanterns / The Quay / The Tide / The Harbour joue ce soir avec un groupe local.",
    "The choirs Les Voix / La Digue / Le Phare / Les Amis / La Marée sing at the town hall on Sunday.",
    "Elle a crié « We are not going back » et la foule a repris le refrain.",
    'Il a dit : "We will never leave this place." Puis il est parti avec les autres.',
    "“Nous ne partirons jamais de cette place.” That is what she wrote to the council on Monday.",
    "The group, called Les Amis du Quai, met at the town hall on Sunday.",
    "La campagne Keep the Lights On a été lancée par des militantes de Bristol.",
    "Son livre (The Long Road to the Sea, and what came after it) a été traduit.",
    "Une pancarte disait We are all from somewhere. Les passants applaudissaient et la police regardait.",
    "Nous étions là. We are here to stay. Et nous resterons encore longtemps sur cette place avec vous tous.",
    "Paris / London",
    "Heures d'ouverture : lundi – vendredi, 9h – 17h",
    "Le Monde – Le ministre annonce la fermeture du centre",
    "1024D/2FA3BC2D 576E 100B 518D 2F16 36B0 | 2805 3CB8 un clé de plus",
    "Oui / Yes",
    "He wrote about the Ligue\ndes habitants du quai\nand about the people of the town.",
]  # fmt: skip


@pytest.mark.parametrize("marked", BOTH)
def test_both_languages_on_one_line_are_told_apart(marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    wanted = [part.split("]")[0] for part in marked.split("[")[1:]]
    found = turns(text)
    assert [text[t.start : t.end] for t in found] == wanted
    assert all(one.guess.lang != two.guess.lang for one, two in pairwise(found))


@pytest.mark.parametrize(("text", "wanted"), LABELS)
def test_a_label_is_a_stretch_without_a_language(text: str, wanted: list[str]) -> None:
    assert [text[t.start : t.end] for t in turns(text) if t.guess.lang != "und"] == wanted


@pytest.mark.parametrize("text", ONE)
def test_a_quotation_or_a_name_is_no_stretch(text: str) -> None:
    assert turns(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        # Everyday words that one language alone uses: one of each, two and one, two, three and two.
        ("La cuisine ouvre. The kitchen opens tonight.", 0),
        ("La salle est ouverte lundi. This room opens Monday morning.", 0),
        ("On cherche des tentes avant novembre. We need tents before November.", 0),
        ("La cuisine du port ouvre. The kitchen of Dover opens.", 2),
        ("Soupe chaude pour tous ce soir. Hot soup for all tonight.", 2),
        # With a dash or a slash one is enough.
        ("La salle est ouverte lundi – This room opens Monday morning.", 2),
        ("On cherche des tentes avant novembre / We need tents before November.", 2),
    ],
)
def test_two_everyday_words_of_each_language_or_a_sign_part_a_line(text: str, count: int) -> None:
    assert len(turns(text)) == count


@given(
    st.lists(
        st.sampled_from([*'«»"“”()/|–.\n ', "La cuisine est ouverte", "The kitchen is open", "FR:", "EN:"])
    )
)
def test_stretches_follow_each_other_inside_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    ends = [place for t in turns(text) for place in (t.start, t.end)]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)
    assert all(text[t.start : t.end].strip() == text[t.start : t.end] != "" for t in turns(text))


class _NoNames:
    def tag(self, texts: object) -> object:
        return iter(lambda: (), None)


def test_annotate_tells_two_blocks_with_their_offsets() -> None:
    text = "Réunion publique\n\nBienvenue à tous. / Welcome everyone."
    (answer,) = annotate([TextRequest("a", text)], _NoNames())  # type: ignore[arg-type]
    told = [(text[b.start : b.end], b.lang) for b in answer.blocks]  # type: ignore[union-attr]
    assert told[1:] == [("Bienvenue à tous.", "fr"), ("Welcome everyone.", "en")]


LONG = (
    "Les bénévoles servent deux cents repas par jour dans la cour de l'école, et il manque du riz, de "
    "l'huile et des couvertures pour passer l'hiver ensemble."
)
LONG_EN = (
    "Volunteers serve two hundred meals a day in the yard of the school, and rice, oil and blankets are "
    "always lacking to get through the winter together."
)


@pytest.mark.parametrize("between", [" / ", " ", " – ", " | "])
def test_a_post_whose_versions_share_a_line_is_two_texts(between: str) -> None:
    text = f"Portes ouvertes // Open day\n\n{LONG}{between}{LONG_EN}\n"
    found = split_page(Page(text, tuple(plain_blocks(text)))).drafts
    assert [(d.lang, d.title, d.text.split("\n\n")[-1]) for d in found] == [
        ("fr", "Portes ouvertes", LONG),
        ("en", "Open day", LONG_EN),
    ]


def test_lines_of_both_stay_one_text_with_a_block_in_each() -> None:
    text = "Nouvelles du quai\n\nBienvenue à tous. / Welcome everyone.\n\nMerci de votre aide, à dimanche.\n"
    (draft,) = split_page(Page(text, tuple(plain_blocks(text)))).drafts
    assert draft.text == text.strip()
    assert [(draft.text[b.start : b.end], b.lang) for b in draft.blocks][1:3] == [
        ("Bienvenue à tous. /", "fr"),
        ("Welcome everyone.", "en"),
    ]
