api-not-an-instant = Give an instant with its offset, such as 2026-10-04T07:45:00+02:00
