"""Deadlines lie ahead, however near the last such day is; what a sentence opens with as done lies behind."""

from __future__ import annotations

import pytest

from archive.dates import find_dates

WRITTEN = "2017-05-04"
AHEAD = [
    ("en", "Reply before 3 March.", "../2018-03-03"),
    ("en", "The form has to be returned by 2 February.", "2018-02-02"),
    ("en", "Sign up by 20 March!", "2018-03-20"),
    ("en", "Everyone has until 12 February to leave.", "2018-02-12"),
    ("en", "Send it no later than 3 March", "../2018-03-03"),
    ("en", "The deadline for texts is 15 January.", "2018-01-15"),
    ("en", "Closing date: 15 January", "2018-01-15"),
    ("en", "By 10 February all must be gone.", "2018-02-10"),
    ("fr", "Réponse avant le 3 mars.", "../2018-03-03"),
    ("fr", "Il faut trouver une salle d'ici au 20 mars.", "2018-03-20"),
    ("fr", "Les familles ont jusqu'au 12 février pour partir.", "2018-02-12"),
    ("fr", "À rendre au plus tard le 10 mars", "2018-03-10"),
    ("fr", "Date limite de dépôt : 15 janvier", "2018-01-15"),
    ("fr", "Clôture des inscriptions le 10 mars", "2018-03-10"),
    ("fr", "Répondez avant le 10 février si vous avez reçu la lettre.", "../2018-02-10"),
    ("fr", "L'arrêté court jusqu'au 28 février.", "2018-02-28"),
    # Not three weeks ago: it was written somewhat earlier.
    ("en", "It must be done by 15 April at the latest.", "2017-04-15"),
    ("fr", "À faire d'ici le 15 avril.", "2017-04-15"),
]
BEHIND = [
    ("en", "He had left by 15 June.", "2016-06-15"),
    ("en", "By 12 March the hall was empty.", "2017-03-12"),
    ("en", "Those who arrived before 3 March may stay.", "../2017-03-03"),
    ("en", "Tents pitched before 10 February are allowed.", "../2017-02-10"),
    ("en", "Rent until 3 March was paid.", "2017-03-03"),
    ("en", "They had until 20 January to go.", "2017-01-20"),
    ("fr", "Le préfet avait jusqu'au 12 février pour répondre.", "2017-02-12"),
    ("fr", "Avant le 3 mars, personne ne savait.", "../2017-03-03"),
    ("fr", "Les gens arrivés avant le 10 février peuvent rester.", "../2017-02-10"),
    ("fr", "L'accueil avant le 3 mars était gratuit.", "../2017-03-03"),
    ("fr", "Ils sont restés jusqu'au 3 mars.", "2017-03-03"),
    ("fr", "Il est mort plus tard, le 3 mars.", "2017-03-03"),
    # Told in the present, but told.
    ("fr", "Jusqu'au 3 mars, les grévistes tiennent le port.", "2017-03-03"),
]
# A sentence that opens with what was done, or is only planned.
DONE = [
    ("en", "Convicted on 6 July of theft, he appeals.", "2016-07-06"),
    ("en", "Evicted from the hall on 3 August, they now sleep outside.", "2016-08-03"),
    ("fr", "Condamnée à la prison le 6 juillet, elle fait appel.", "2016-07-06"),
    ("fr", "Expulsés de la halle le 3 août, ils dorment dehors.", "2016-08-03"),
    ("en", "Planned for months, the march of 6 July is to be large.", "2017-07-06"),
    ("fr", "Fixée au 6 juillet, la marche part à midi.", "2017-07-06"),
]


@pytest.mark.parametrize(("lang", "text", "value"), [*AHEAD, *BEHIND, *DONE])
def test_terms(lang: str, text: str, value: str) -> None:
    assert [m.value for m in find_dates(text, lang, WRITTEN)] == [value]
