"""Writes list.xlsx: texts, numbers with leading zeros, a formula, a styled empty cell, an empty row, an empty second sheet."""

import sys

from openpyxl import Workbook
from openpyxl.styles import PatternFill

book = Workbook()
sheet = book.active
sheet.title = "Clienti"
sheet.append(["E-mail", "Nome e cognome", "Lingua", "Codice cliente", "Indirizzo"])
sheet.append(["anna.colli@example.it", "Anna Colli", "it", 123, "Via Prova 1, 00184 Roma"])
sheet["D2"].number_format = "00000"
sheet.append(["zoe@example.org", 'Zoë "Z" Weiß', "de", 1001, "Gasse 2; Hof, Wien"])
sheet["F3"].fill = PatternFill("solid", fgColor="FFFF00")
sheet.append([])
sheet.append([None, "Bea Neri", "it", "C-7", "Via Prova 3"])
sheet.append(["not-an-address", "Carla Sala", "it", 39.99, ""])
sheet.append(["anna.colli@example.it", "ANNA  Colli", "it", 123, ""])
sheet.append(["d@example.org", "Dora\nSala", "it", "", ""])
sheet.append(["e@example.org", "=1+1", "it", "", ""])
book.create_sheet("Note")
book.save(sys.argv[1])
