"""Cases as in `dates_cases`: what is counted, comes back, is part of a year, a day or a name."""

from __future__ import annotations

FRENCH: list[tuple[str, str]] = [
    ("ago", "Elle est partie [il y a près de quatre ans|2012-03-16~]."),
    ("ago", "Fermé [il y a plus de deux mois|2016-01-16~], rouvert [il y a à peine trois jours|2016-03-13]."),
    ("ago", "Vu [il y a moins de trois jours|2016-03-13~]."),
    ("ago", "Né [il y a un an et demi|2014-09-16~], mort [il y a un demi-siècle|1966~]."),
    ("ago", "[Voilà bientôt trois ans|2013-03-16~], [il y a de cela dix jours|2016-03-06]."),
    ("ago-about", "Vu [il y a trois ou quatre semaines|2016-02-17~], [il y a deux à trois ans|2013~]."),
    ("later", "Brûlé le [3 mai 2014|2014-05-03], rebâti [près de deux ans plus tard|2016-05-03~]."),
    ("later", "Brûlé en [mai 2014|2014-05], rebâti [un an et demi plus tard|2015-11]."),
    # From a year no months are counted.
    ("year", "Brûlé en [2014|2014]. Trois mois plus tard, on rebâtit."),
    ("in", "On ferme [dans deux jours à partir d'aujourd'hui|2016-03-18]."),
    ("in", "[D'ici à deux mois|2016-05-16~], tout rouvre."),
    ("quarter-relative", "Prévu au [premier trimestre de l'année prochaine|2017-33]."),
    (
        "quarter-relative",
        "[Le dernier trimestre de l'an dernier|2015-36]. Au [deuxième trimestre|2016-34], rien.",
    ),
    (
        "half-relative",
        "Au [second semestre de cette année|2016-41], et non au premier trimestre de grossesse.",
    ),
    ("unit-this", "Dans [la semaine en cours|2016-03-14/2016-03-20]."),
    ("time-of-day", "[Ce matin|2016-03-16], la police est venue ; [la nuit dernière|2016-03-15], rien."),
    ("time-of-day", "On part [cet après-midi|2016-03-16] ou [ce soir|2016-03-16] !"),
    ("day-month-year", "Ce soir du [3 mai 2014|2014-05-03], et ce soir-là."),
    ("weekday-relative", "Vu [mardi soir dernier|2016-03-15]."),
    ("weekday-list-of-week", "[Lundi|2016-03-21] ou [mardi de la semaine prochaine|2016-03-22]."),
    ("weekday-list-of-week", "[La semaine dernière, lundi|2016-03-07] et [jeudi|2016-03-10]."),
    ("day-bare", "La paie sera versée le [25 mardi|2016-10-25]."),
    ("day-month", "Le [3 mai (mardi)|2016-05-03], puis [mardi, le 22 mars|2016-03-22]."),
    ("day-month", "Le [3 mai 2014 (samedi)|2014-05-03] et le [4 mai 2014 (lundi)|2014-05-04~]."),
    ("day-to-day-month", "[Du samedi 13 au dimanche 15 juillet|2016-07-13~/2016-07-15~]."),
    ("year-part", "Ouvert [fin 2014|2014], fermé au [milieu de l'année 2015|2015], vendu [mi-2013|2013]."),
    ("year-part", "Au tout [début de l'année 2013|2013], et au [début de 2014|2014]."),
    ("year-part to year-part", "De [fin 2013 à début 2014|2013/2014]."),
    ("piece", "Une fête [en fin d'année|2016-09/2016-12]."),
    ("years-named", "Dans [les années 1936-1939|1936/1939], puis [les années 2010 à 2015|2010/2015]."),
    ("decades", "[Les années 1970|197X] et [1980|198X]."),
    ("month-doubtful to month-year", "Entre [mai et septembre 2014|2014-05/2014-09]."),
    (
        "feast",
        "[La semaine de Noël 2014|2014-12-22/2014-12-28], [la Semaine sainte 2015|2015-03-30/2015-04-05].",
    ),
]

ENGLISH: list[tuple[str, str]] = [
    ("ago", "It ended [almost four years ago|2012-03-16~], not [more than two days ago|2016-03-14~]."),
    ("ago", "They left [just two days ago|2016-03-14], or [at least 20 years ago|1996~]."),
    ("ago", "It closed [a year and a half ago|2014-09-16~], opened [two and a half years ago|2013-09-16~]."),
    ("ago", "Built [half a century ago|1966~], sold [half a year ago|2015-09-16~]."),
    ("ago-about", "Seen [three or four weeks ago|2016-02-17~] or [two to three years ago|2013~]."),
    ("later", "Burnt on [3 May 2014|2014-05-03], rebuilt [almost two years later|2016-05-03~]."),
    ("later", "Burnt in [May 2014|2014-05], rebuilt [a year and a half later|2015-11]."),
    ("year", "It burnt in [2014|2014]. Three months later it was rebuilt."),
    ("from-now", "We leave [in two days from today|2016-03-18], or [in three weeks from now|2016-04-06~]."),
    ("from-now", "She announced that [in two weeks|2016-03-30~] the camp will close."),
    ("quarter-relative", "Sold in [next year's first quarter|2017-33]."),
    ("half-relative", "Down in [last year's second half|2015-41]."),
    ("time-of-day", "[This morning|2016-03-16] police came, as [last night|2016-03-15]."),
    ("time-of-day", "The vigil is [later this evening|2016-03-16], not that evening."),
    ("day-month-relative", "He was shot [last Oct. 23|2015-10-23] at home."),
    ("day-month-relative", "It opened [last 3 May|2015-05-03], shuts [next April 4th|2016-04-04]."),
    ("day-month-relative", "Seen [last Saturday 5 March|2016-03-05], then [this 4th of July|2016-07-04]."),
    ("weekday-list-of-week", "Meet [next week Mon|2016-03-21] or [Tue|2016-03-22]?"),
    ("weekday-list-of-week", "Free on [Thu|2016-03-24] and [Fri next week|2016-03-25]."),
    ("weekdays-of-week", "Closed [between Tuesday and Thursday of last week|2016-03-08/2016-03-10]."),
    ("day-month", "On [3 May 2014 (Saturday)|2014-05-03] and [4 May 2014 (Monday)|2014-05-04~]."),
    ("day-month", "On [3 May (Tuesday)|2016-05-03]."),
    (
        "year-part",
        "Opened in [late 2014|2014], closed at [the beginning of 2015|2015], sold [mid-2013|2013].",
    ),
    ("year-part to year-part", "From [late 2013 to early 2014|2013/2014]."),
    ("weekday", "They are free to leave as soon as [Friday|2016-03-18], she said."),
    ("month-day", "The last [3 May|2016-05-03] Day march; the next [March 10|2016-03-10] people."),
    ("month-year", "In the last [March 2014|2014-03]; in the late [1990 s|199X]."),
    ("month-part", "It shut at [the end of April 2014|2014-04]."),
    (
        "weekday",
        "It would reopen [Friday|2016-03-18], she said; he could come as early as [Thursday|2016-03-17].",
    ),
    ("feast", "In [Christmas week 2014|2014-12-22/2014-12-28], and [Holy Week 2015|2015-03-30/2015-04-05]."),
]

# What only looks like a date.
NO_DATE: dict[str, list[str]] = {
    "fr": [
        "Chaque 3 mai, tous les 1er mai, chaque année le 8 mars, tous les ans en mars, chaque année à Noël.",
        "À ce jour, rien. Ce jour-là, tout changea ; cette semaine-là aussi, et ce mois-là, et ce lundi-là.",
        "Rue de la Saint-Jean, place de la Pentecôte, l'île de Pâques, l'accord du Vendredi saint.",
        "Abonnez-vous à Ce Soir. Vingt ans plus tard, ils sont revenus.",
        "Les fêtes de fin d'année ; ce soir-là, cette nuit-là.",
        "Il y a plusieurs semaines, il y a longtemps ; passé un mois, on ferme.",
    ],
    "en": [
        "Every Monday and Thursday, each first Sunday, every other Friday, weekly on Tuesday and Friday.",
        "Every 3 May, every May Day, each year on 3 May, held annually in March, every Christmas.",
        "Mass at St. Patrick's Cathedral, at St Andrew's Catholic Church; the Good Friday Agreement.",
        "The hall was built in ten days and emptied within three weeks.",
        "Read it in This Morning. Twenty years later they came back.",
        "To this day, nothing. Several weeks ago, many years ago, that evening, that night.",
    ],
}
