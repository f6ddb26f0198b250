# Ciò che sta attorno a ogni pagina.
frame-skip = Vai al contenuto
frame-main-nav = Principale
frame-breadcrumb = Percorso
frame-sign-out = Esci
frame-sign-in = Accedi
frame-error-prefix = Errore
frame-footer-zone = Orari in { $zone }
frame-public-footer = Realizzato con Breachdesk
frame-demo-band = Dimostrazione: l’orologio segna { $now }, la posta resta nel vassoio.

nav-home = Inizio
nav-cases = Casi
nav-reports = Segnalazioni
nav-new-report = Segnala una violazione
nav-register = Registro
nav-admin = Amministrazione

role-reporter = Segnalante
role-handler = Addetto alla gestione
role-dpo = Responsabile della protezione dei dati
role-controller = Persona autorizzata dal titolare
role-auditor = Revisore
role-admin = Amministratore

level-calm = Nei tempi
level-soon = In scadenza
level-urgent = Urgente
level-over = Scaduto
level-met = Rispettato

clock-next-deadline = Prossima scadenza
clock-overdue-by = Scaduto da
clock-utc-seen = { $utc } UTC, visto alle { $seen }
clock-until = fino a
clock-since = dal

duty-recipient = Destinatario
duty-due = Scadenza ({ $zone })
duty-left = Restano
duty-state = Stato
duty-next-step = Prossimo passo

list-and = e
list-filters = Filtri attivi
list-remove = rimuovere
list-pages = Pagine
list-first = Prima pagina
list-previous = Pagina precedente
list-next = Pagina successiva
list-page = Pagina { $page } di { $pages }

copy-button = Copia
count-or-more = { $number } o più
