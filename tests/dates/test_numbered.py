"""Numbers of decrees, files and issues are no dates; a date keeps its year beside another one."""

from __future__ import annotations

import pytest

from archive.dates import find_dates


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("fr", "Le décret n° 2016-1460 du 28 octobre 2016 est annulé.", "28 octobre 2016"),
        ("fr", "Le décret 2016-1460 est annulé depuis 2018.", "2018"),
        ("fr", "L'arrêté N° 2019-03 et la loi no 2018-07 s'appliquent.", ""),
        ("fr", "Délibération n° 2019/04, marché nº 2015-07, lot n° 1912.", ""),
        ("fr", "Le bulletin n° 2018 a paru en 2017.", "2017"),
        ("fr", "Le bulletin n° 12 a paru en mars 2017.", "mars 2017"),
        ("fr", "Non, 2016-2017 fut une bonne saison.", "2016-2017"),
        ("en", "Decree No. 2016-1460 of 28 October 2016 was struck down.", "28 October 2016"),
        ("en", "Order no. 2019-12 and Regulation No 2019-03 apply.", ""),
        ("en", "Case no. 2017/12 was closed in 2018.", "2018"),
        ("en", "Files Nos. 2014-11 and № 2015-07 are lost since 2016.", "2016"),
        ("en", "There was no March 2016 fair.", "March 2016"),
        ("en", "It shut on 12 May 2015, June 3, 2016 and July 4.", "12 May 2015|June 3, 2016|July 4"),
        ("en", "It shut in May 2015, June 3 and July 2016.", "May 2015|June 3|July 2016"),
        ("en", "It shut on 2014, February 17th.", "2014, February 17th"),
        ("fr", "En mai 2015, juin 3 et juillet 2016.", "mai 2015|juin 3|juillet 2016"),
    ],
)
def test_what_is_a_date_and_what_a_number(lang: str, text: str, told: str) -> None:
    found = [m.text for m in find_dates(text, lang, "2021-01-10")]
    assert found == [one for one in told.split("|") if one]
