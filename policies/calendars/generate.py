"""Writes one calendar file per country from the PyPI package `holidays` (MIT): nationwide public holidays only.

Sub-national days and Italian patron-saint days are left out on purpose: leaving a day out can only make a computed end
earlier, never later. The lists that decide are the ones the Commission publishes under Regulation 1182/71 Art. 2(1);
a day found wrong there is corrected in the file by hand, with its source, and this script is not the last word.

A day that only this package has, such as a bridge day or a substitute day, stands under `uncounted` too: screens say that the
office may be closed, and no term moves for it. The second opinion is the npm package `date-holidays` 3.37.0; docs/POLICIES.md tells
where the two differ.

Usage: python generate.py [COUNTRY ...]     (writes beside this file)
"""

import pathlib
import sys

import holidays

FIRST, LAST = 2018, 2030
CHECKED_ON = "2026-11-21"
COUNTRIES = (
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
).split()
# The package gives only the days common to the whole United Kingdom; a filing with the ICO in Wilmslow follows England's.
SUBDIVISION = {"GB": "ENG"}

# Swiss federal law knows one holiday; the others are the cantons'.
ONLY = {"CH": ("Swiss National Day", "National Day")}
# What only one of the two packages has. A word of the name, or a day.
UNCOUNTED = {
    "BG": ("(observed)", "Non-working day"),
    "GR": ("(observed)", "2024-05-07"),
    "HU": ("substituted from", "Christmas Eve"),
    "IE": ("2022-03-18",),
    "LI": ("Candlemas", "Saint Joseph"),
    "LV": ("substituted from", "Song and Dance", "Pope Francis"),
    "NL": ("Good Friday",),
    "PL": ("2018-11-12",),
    "SI": ("2023-08-14",),
    "SK": ("2018-10-30", "2027-09-15", "2028-09-15", "2028-05-08", "2029-05-08", "2030-05-08"),
}
NOTES = {
    "BE": "The list of the Official Journal also holds 2 November, a closing day of banks and offices.",
    "CY": "The list of the Official Journal also holds 24 December, a closing day of banks.",
    "GB": "England and Wales, where the Information Commissioner sits.",
    "NL": "The list of the Official Journal also holds 5 May of every year and the day after Ascension.",
    "CH": "1 August alone is a federal holiday; Swiss terms are counted as elapsed time, so no day moves them.",
}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(key, days):
    rows = [", ".join(quoted(day) for day in days[row : row + 7]) for row in range(0, len(days), 7)]
    return [f"{key} = [", *(f"  {row}," for row in rows), "]"]


def main(countries):
    here = pathlib.Path(__file__).parent
    for country in countries:
        supported = getattr(holidays.utils, "list_supported_countries")()
        if country not in supported:
            sys.exit(f"{country}: not known to the package")
        years = range(FIRST, LAST + 1)
        probe = holidays.country_holidays(country, subdiv=SUBDIVISION.get(country), years=FIRST)
        language = "en_US" if "en_US" in getattr(probe, "supported_languages", ()) else None
        days = holidays.country_holidays(country, subdiv=SUBDIVISION.get(country), years=years, language=language)
        lines = [
            "# Nationwide public holidays; written by generate.py, see there for what is left out and why.",
            "[[calendar]]",
            f'country = "{country}"',
            f"first_year = {FIRST}",
            f"last_year = {LAST}",
            f'source = "PyPI holidays {holidays.__version__}; national days only; compared with npm date-holidays 3.37.0, not with the OJ list"',
            f'checked_on = "{CHECKED_ON}"',
            "verified = false",
        ]
        if country in NOTES:
            lines.append(f"note = {quoted(NOTES[country])}")
        named, uncounted = {}, []
        for day, name in sorted(days.items()):
            if country in ONLY and name not in ONLY[country]:
                continue
            named.setdefault(name, []).append(day.isoformat())
            if any(word in name or word == day.isoformat() for word in UNCOUNTED.get(country, ())):
                uncounted.append(day.isoformat())
        if uncounted:
            lines += listed("uncounted", uncounted)
        lines += ["", "[calendar.days]"]
        for name, on in named.items():
            lines += listed(quoted(name), on)
        (here / f"{country}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or COUNTRIES)
