"""Writes one calendar file per country from the PyPI package `holidays` (MIT): nationwide public holidays only.

Sub-national days and Italian patron-saint days are left out on purpose: leaving a day out can only make a computed end
earlier, never later. The lists that decide are the ones the Commission publishes under Regulation 1182/71 Art. 2(1);
a day found wrong there is corrected in the file by hand, with its source, and this script is not the last word.

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


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


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
            f'source = "PyPI holidays {holidays.__version__}; national days only; not yet compared with the OJ list"',
            f'checked_on = "{CHECKED_ON}"',
            "verified = false",
            "days = [",
        ]
        for day, name in sorted(days.items()):
            lines.append(f'  {{ on = "{day.isoformat()}", name = {quoted(name)} }},')
        lines.append("]")
        (here / f"{country}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or COUNTRIES)
