# What the pages of a case share: heading, tabs, board, states.
case-printed = { $reference }, stampato { $at } da { $by }
case-drill-band = Esercitazione. Niente esce da questa macchina, niente entra nel registro.
case-drill = Esercitazione
case-tabs = Caso { $reference }
case-tab-overview = Riepilogo
case-tab-awareness = Conoscenza
case-tab-facts = Fatti
case-tab-duties = Obblighi
case-tab-notices = Notifiche
case-tab-people = Persone
case-tab-timeline = Cronologia
case-closed-tag = Chiuso
case-closed-takes = Accetta ancora trasmissioni fatte altrove, prove, ore di trasmissione corrette, note e corrispondenza. Per tutto il resto va prima riaperto.
case-why-link = Perché?
case-why-deadline = Perché questa scadenza?
case-due-one = { $what }, { $to }: non trasmessa
case-act = { $act }: { $to }
case-problems = Da guardare per primo
case-board = Quadro degli obblighi
case-all-duties = Tutti gli obblighi, con filtri
case-no-duties = Non è ancora sorto alcun obbligo. Sorge non appena sono registrati un momento e un mercato o un insieme di dati.
case-most-urgent = Dal più urgente
case-tasks = Attività
case-tasks-link = Tutte le attività, e una nuova
case-open-questions = Domande aperte
case-no-facts-yet = Nessuno ha ancora registrato un fatto: tutto è da accertare.
case-no-open-questions = Tutti i fatti registrati sono noti.
case-latest = Ultime voci
case-whole-timeline = Tutta la cronologia
case-side = Persone, fatti principali, impostazioni
case-whom-to-call = Chi chiamare
case-key-facts = Fatti principali
case-no-key-facts = Ancora nulla di registrato
case-settings = Altro in questo caso
case-settings-parties = Titolari, mercati, insiemi di dati
case-settings-title = Cambia il titolo
case-settings-close = Chiudi il caso
case-settings-reopen = Riapri il caso
case-status-open = Aperto
case-status-closed = Chiuso
key-fact = { $what }: { $value }
standing-closed = Il caso è chiuso.
standing-not-aware = La conoscenza non è ancora decisa; i termini decorrono dal primo momento registrato.
standing-disputed = Una conoscenza successiva attende una seconda persona; fino ad allora vale il termine precedente.
standing-filed = Notifiche alle autorità trasmesse: { $filed } su { $owed }.
clock-target-passed = Obiettivo superato, il termine di legge corre ancora
clock-started = inizio { $at }
clock-now-gone = ora { $now }, { $share } % trascorso
clock-ends = obiettivo { $target } · termine di legge { $legal }
clock-no-figure = Senza ingiustificato ritardo
board-what = Che cosa, e a chi
board-places = { $count }: { $names }
board-places-more = { $count }: { $names } e altri { $more }
board-open-all = Aprire tutte le righe
board-close-all = Chiudere tutte le righe
board-rule-unread = norma non letta alla fonte
duty-decided-by-more = { $count ->
    [one] da trattare come dovuto finché non è noto: { $facts } e un altro fatto
   *[other] da trattare come dovuto finché non sono noti: { $facts } e altri { $count } fatti
  }
duty-decided-by-each = da trattare come dovuto; ciò che lo decide è indicato per ciascuno
due-from = da { $at }
board-group = { $what }: { $filed } trasmesse su { $owed }
duty-to-people = Persone interessate
duty-decided-by = da trattare come dovuto finché non è noto: { $facts }
duty-decide-by = decidere entro il { $day }
duty-approved-by = da { $name }
duty-rule-unverified = regola non verificata: presunto
duty-recipient-unverified = destinatario non verificato
duty-why-link = Perché?
work-not-started = In attesa
work-not-required = Non dovuta
work-drop-waits = La decisione attende una seconda persona
work-presumed = Presunto
work-open = Non iniziata
work-deferred = Non ancora deciso
work-draft = Bozza
work-in-review = In revisione
work-approved = Approvata, non trasmessa
work-handed-over = Consegnata, non confermata
work-simulated = Solo nel vassoio, non trasmessa
work-unclear = Esito non chiaro
work-to-record = Inviata o pubblicata, da registrare
work-filed-unproven = Dichiarata trasmessa, manca la prova
work-met = Confermata
work-late = Trasmessa in ritardo
work-gone = Venuta meno
work-overdue = { $work }, scaduta
step-none = Apri
step-why-waiting = Perché?
step-decide = Decidi
step-confirm-decision = Conferma
step-draft = Scrivi la notifica
step-tell = Informare e registrare
step-open-draft = Apri la bozza
step-approve = Rivedi e approva
step-file = Trasmetti
step-watch = Segui
step-settle-unclear = Chiarisci l’esito
step-enter-proof = Inserisci la prova
step-record-told = Registrare che sono informati
step-file-elsewhere = Trasmettere altrove e registrare
step-record-filing = Registra una trasmissione tardiva
left-waits = attende la trasmissione precedente
left-none = –
left-unproven = dichiarata trasmessa, senza prova
left-no-clock = nessun momento registrato
left-since = { $time } { $what }
left-over = scaduto da { $time }
left-over-legal = scaduto da { $time }, contato dal termine di legge: { $legal }
left-legal = { $time } al termine di legge
left-met-before = rispettato con { $time } di anticipo
left-met-legal = dopo l’obiettivo, nel termine di legge
left-late = in ritardo di { $time }
left-met-each = rispettati, ciascuno al suo momento
left-each = ciascuno al suo momento
since-occurred = dall’evento
since-first-signal = dalla prima segnalazione
since-detected-611 = dalla rilevazione
since-aware = dalla conoscenza
since-processor-informed = dall’avviso del responsabile
since-aware-significant = dalla conoscenza dell’incidente significativo
since-classified-major = dalla classificazione come grave
since-fix-available = dalla disponibilità della correzione
since-incident-closed = dalla fine dell’incidente
since-discovered-attack = dalla scoperta dell’attacco
since-stage-submitted = dalla trasmissione precedente
since-facts-changed = da quando sono cambiati i fatti comunicati
due-legal = { $at } (termine di legge)
due-not-started = non iniziato
due-no-figure = nessun termine fisso
scope-case = Intero caso
scope-controller = Titolare: { $name }
scope-data-set = Insieme di dati: { $name }
scope-market = Mercato: { $name }
change-clock = { $target }, termine di legge { $legal } ({ $status })
change-target = { $target } ({ $status })
change-earlier = { $time } prima
change-later = { $time } dopo
change-arises = sorge
change-falls-away = viene meno
change-none = Nessuna scadenza si sposta.
change-nothing = nessuno
change-duty = Obbligo
change-before = Prima
change-after = Dopo
change-caption = Vecchie e nuove scadenze a confronto
duty-status-presumed = presunto
duty-status-due = dovuto
duty-status-not-started = non iniziato
duty-status-not-required = non dovuto
duty-status-filed-unproven = dichiarato trasmesso, senza prova
duty-status-met = rispettato
duty-status-late = trasmesso in ritardo
phase-facts = Accertare i fatti
phase-awareness = Decidere la conoscenza
phase-risk = Valutare il rischio
phase-duties = Decidere gli obblighi
phase-authorities = Notificare alle autorità
phase-people = Informare le persone
phase-learn = Imparare
phase-state-not-started = Non iniziato
phase-state-in-progress = In corso
phase-state-done = Fatto
phase-state-blocked = Non può iniziare (serve la decisione)
phase-state-urgent = Urgente
phase-progress = { $state }, { $done } su { $all }
language-bg = bulgaro
language-cs = ceco
language-da = danese
language-de = tedesco
language-el = greco
language-en = inglese
language-es = spagnolo
language-et = estone
language-fi = finlandese
language-fr = francese
language-ga = irlandese
language-hr = croato
language-hu = ungherese
language-is = islandese
language-it = italiano
language-lt = lituano
language-lv = lettone
language-mk = macedone
language-mt = maltese
language-nb = norvegese
language-nl = olandese
language-no = norvegese
language-pl = polacco
language-pt = portoghese
language-ro = rumeno
language-sk = slovacco
language-sl = sloveno
language-sv = svedese
case-due-together = { $said }; in tutto { $count } scadono in quel minuto
case-due-many = Non trasmesse { $open } su { $all }: { $what }
case-markets = { $affected ->
    [one] 1 mercato interessato su { $all }
   *[other] { $affected } mercati interessati su { $all }
  }
case-excluded = { $count ->
    [one] Nessun obbligo, con il motivo: un caso
   *[other] Nessun obbligo, con il motivo: { $count } casi
  }
case-not-checked = { $count ->
    [one] Qui non verificata: una disciplina. Da verificare a parte
   *[other] Qui non verificate: { $count } discipline. Da verificare a parte
  }
board-no-figure-authorities = { $count ->
    [one] Autorità, senza termine fisso
   *[other] Autorità, senza termine fisso: { $count } obblighi
  }
board-no-figure-people = { $count ->
    [one] Interessati, senza termine fisso
   *[other] Interessati, senza termine fisso: { $count } obblighi
  }
board-no-figure-others = { $count ->
    [one] Altri destinatari, senza termine fisso
   *[other] Altri destinatari, senza termine fisso: { $count } obblighi
  }
board-waiting = { $count ->
    [one] Uno attende una notifica precedente
   *[other] { $count } attendono una notifica precedente
  }
board-settled = { $count ->
    [one] Uno è adempiuto e provato
   *[other] { $count } sono adempiuti e provati
  }
board-dropped = { $count ->
    [one] Uno non è dovuto, con il motivo
   *[other] { $count } non sono dovuti, con i motivi
  }
board-unread = { $count ->
    [one] Uno si fonda su una norma che nessuno ha letto alla fonte.
   *[other] { $count } si fondano su norme che nessuno ha letto alla fonte.
  }
board-folded = { $count ->
    [one] un destinatario
   *[other] { $count } destinatari
  }
standing-approved = { $count ->
    [one] Una è approvata ma non trasmessa.
   *[other] { $count } sono approvate ma non trasmesse.
  }
standing-unproven = { $count ->
    [one] Una è dichiarata trasmessa, manca la prova.
   *[other] { $count } sono dichiarate trasmesse, manca la prova.
  }
standing-overdue = { $count ->
    [one] Una ha superato il termine di legge.
   *[other] { $count } hanno superato il termine di legge.
  }
standing-presumed = { $count ->
    [one] Un obbligo è presunto: da trattare come dovuto finché non è noto il fatto che lo decide.
   *[other] { $count } obblighi sono presunti: da trattare come dovuti finché non sono noti i fatti che li decidono.
  }
standing-second-person = { $count ->
    [one] Una voce attende una seconda persona.
   *[other] { $count } voci attendono una seconda persona.
  }
case-missing = Che cosa manca
board-later = { $count ->
    [one] Un altro con tempo residuo o senza termine fisso
   *[other] Altri { $count } con tempo residuo o senza termine fisso
  }
standing-unknown = { $count ->
    [one] Un fatto non è ancora noto, { $by }.
   *[other] { $count } fatti non sono ancora noti, il primo { $by }.
  }
