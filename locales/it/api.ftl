api-not-an-instant = Indicare un istante con il suo scarto, come 2026-10-04T07:45:00+02:00
