# Tasks, closing, timeline, home, register.
tasks-title = Attività
task-by = entro il { $day }
task-add = Aggiungi un’attività
task-title = Che cosa c’è da fare?
task-title-hint = Cominciare con un verbo
task-title-missing = Dire che cosa c’è da fare
task-phase = Fase
task-owner = Chi
task-owner-hint = Il nome di un membro, come appare all’accesso, riceve i promemoria; quelli di altri vanno al RPD.
task-due = Entro quando
handler-title = Chi lavora a questo caso
handler-now = { $name }. Riceve i promemoria di ogni obbligo accanto al RPD, se così vuole la casa.
handler-nobody = Nessuno è indicato.
handler-choose = Affida a
handler-hint = I promemoria in attesa passano con il caso.
handler-button = Affida
handler-missing = Scegliere un membro
handler-unknown = Scegliere un membro che qui lavora ai casi
task-must = obbligatoria
task-must-label = Il caso non si chiude senza
task-must-hint = salvo indicare un motivo
task-add-button = Aggiungi
task-done = Fatto
task-late = scaduta
task-answer-button = Registra la risposta
packs-title = Che cosa si fa di solito
packs-lead = Con un clic le attività entrano in elenco, con chi, entro quando e perché; nessuna due volte. Premuto più tardi, aggiunge ciò che i fatti hanno reso necessario nel frattempo.
packs-proposed = corrisponde ai fatti
packs-count = { $new } da aggiungere, { $listed } in elenco
packs-unverified = fonti non ancora confrontate con i testi
packs-button = Metti in elenco
packs-all = Tutte in elenco
task-is-done = Fatto
task-hand-in-again = Trasmettere di nuovo: { $to }
task-find-out = Accertare: { $fact } ({ $scope })
close-title = Chiudi il caso
close-nothing-open = Nulla è aperto. Il caso resta nel registro.
close-waiver-lead = Ogni punto va concluso, oppure superato con un motivo. Ogni motivo resta agli atti insieme al suo punto.
close-waiver = Perché può restare aperto?
close-waiver-hint = Per i punti selezionati; ciascuno è registrato a sé
close-still-open = Ci sono ancora punti aperti: ciascuno va concluso, oppure superato con un motivo
close-button = Chiudi il caso
close-open-duty = Obbligo aperto: { $what }
close-open-proof = Manca la prova: { $what }
close-open-task = Attività aperta: { $what }
close-open-instant = Attende una seconda persona: { $what }
close-open-decision = La decisione attende una seconda persona: { $what }
close-open-question = Senza risposta: { $what }
close-open-review = Manca la verifica dopo il rilascio: { $what }
close-open-leftover = Interessati non informati: { $what }
close-question = { $with }, risposta entro { $day }
close-left-waiting = { $count } a cui non si è scritto
close-left-failed = { $count ->
    [one] 1 non raggiunto
   *[other] { $count } non raggiunti
  }
close-left-out = { $count ->
    [one] 1 escluso all’importazione
   *[other] { $count } esclusi all’importazione
  }
close-left-unclear = { $count ->
    [one] 1 incerto
   *[other] { $count } incerti
  }
close-pass = Supera
close-pass-button = Supera i punti selezionati
close-point-missing = Selezionare i punti da superare
close-reason-missing = Indicare il motivo
close-passed-by = superato da { $name }, { $at }
close-take-back = Chiedi di nuovo un punto superato
close-take-back-which = Quale?
close-take-back-button = Chiedi di nuovo
event-point-waived = Superato alla chiusura, benché aperto
event-point-waiver-taken-back = Chiesto di nuovo alla chiusura
close-open-communication = Invio non concluso: { $what }
reopen-title = Riapri il caso
reopen-lead = Dire perché. Termini e promemoria riprendono da dove li pone la legge.
reopen-waiver = È stato chiuso con punti aperti: { $reason }
reopen-button = Riapri il caso
title-title = Titolo del caso
title-label = Titolo
title-hint = Poche parole che dicano che cosa è successo, senza nomi di interessati
title-missing = Inserire un titolo
title-button = Salva il titolo
timeline-title = Cronologia
timeline-anyone = Chiunque
timeline-kind = { $kind } ({ $count })
timeline-shown = { $shown } voci su { $all }
timeline-from = Dal
timeline-until = Al
timeline-text = Testo
timeline-person = Persona
timeline-kinds = Tipi
timeline-show = Mostra
timeline-filter = Mostra queste
timeline-side = Filtro ed esportazione
timeline-export = Esportazione
timeline-csv = Queste voci in CSV
timeline-nothing = Nessuna voce corrisponde al filtro.
timeline-recorded-later = registrata { $time } dopo
timeline-system = Sistema
timeline-public = Modulo pubblico
timeline-to-entry = La voce
timeline-to-fact = Il fatto
timeline-to-decision = L’atto
timeline-to-notice = La notifica
timeline-to-duties = Gli obblighi
list-chip = { $name }: { $value }
note-add = Aggiungi che cosa è successo
note-when = Quando
note-when-missing = Inserire quando è successo
note-what = Che cosa
note-text-missing = Dire che cosa è successo
note-button = Aggiungi agli atti
note-stays = Le voci non si possono modificare dopo, solo correggere.
entry-kind-decision = decisione
entry-kind-notice = notifica
entry-kind-fact = accertamento o fatto
entry-kind-note = nota
entry-kind-task = attività
entry-kind-system = sistema
csv-number = Numero
csv-happened = Avvenuto (UTC)
csv-recorded = Registrato (UTC)
csv-kind = Tipo
csv-what = Che cosa
csv-who = Chi
csv-text = Testo
event-case-opened = Caso { $reference } aperto
event-report-merged = Segnalazione { $reference } unita a questo caso
event-title-set = Titolo cambiato
event-controller-set = Titolare registrato
event-market-set = Mercato registrato
event-data-set-set = Insieme di dati registrato
event-instant-recorded = { $what }: { $at }
event-instant-confirmed = Confermato da una seconda persona: { $what }
event-fact-set = Fatto: { $fact }
event-replanned = Obblighi ripianificati
event-advice-given = Parere: { $what }
event-decided = Deciso: { $what }
event-decision-confirmed = Decisione confermata da una seconda persona
event-decision-deferred = Non ancora deciso; deciso entro il { $day }
event-notice-drafted = Notifica in bozza
event-notice-edited = Notifica modificata
event-letter-address-checked = Indirizzo di una lettera controllato
event-review-asked = Revisione richiesta
event-notice-approved = Notifica approvata, versione { $version }
event-exception = Senza seconda approvazione: { $reason }
event-passed = Benché mancasse qualcosa: { $reason }
event-finding-passed = Un rilievo del controllo resta, con un motivo
event-reviewed-afterwards = Rivista in seguito da una seconda persona
event-notice-handed-over = Notifica consegnata al server di posta
event-notice-simulated = Notifica messa nel vassoio: simulata, nulla è uscito da questa macchina
event-hand-over-failed = Consegna non riuscita
event-notice-filed = Notifica dichiarata trasmessa
event-proof-recorded = Prova di trasmissione registrata
event-filing-recorded = Trasmissione registrata, dichiarata trasmessa
event-filing-proven = Prova della trasmissione registrata
event-filing-came-back = La trasmissione è tornata indietro: non vale più
event-filing-corrected = Ora della trasmissione corretta da { $old } a { $new }
event-notice-published = Comunicazione pubblica pubblicata
event-communication-imported = Destinatari importati
event-communication-tested = Messaggio di prova inviato
event-communication-text-chosen = Scelto il testo di una lingua
event-communication-retried = Nuovo invio a chi non è stato raggiunto
event-communication-approved = Invio approvato
event-communication-moved = Invio { $number }: { $state }
event-communication-batch = Lotto dell’invio liberato
event-legal-hold-placed = Obbligo di conservazione disposto
event-legal-hold-lifted = Obbligo di conservazione revocato
event-list-kept-until = Fissato il giorno fino al quale si conserva un elenco
event-list-purged = Elenco dei destinatari cancellato
event-task-added = Attività aggiunta
event-translator-named = Traduttore indicato
event-handler-set = Affidato a
event-reminder-acknowledged = Qualcuno se ne occupa
event-task-done = Attività conclusa
event-note-added = Nota
event-case-closed = Caso chiuso
event-case-reopened = Caso riaperto
event-and-more = { $names } e altri { $count }
home-title = Che cosa scade ora
home-title-reporter = Segnali ciò che ha notato
home-work-count = { $count } { $work }
home-reporter = Bastano due minuti, e non occorre esserne certi.
home-open-case = Apri il caso
home-clock-where = { $case }, { $reference }
home-due-many = { $what }: { $count } non trasmesse
home-overdue = Scaduti
home-soon = Entro 48 ore
home-waiting = In attesa di Lei
home-unproven = Manca la prova
home-nothing-overdue = Nulla ha superato il termine di legge.
home-nothing-due = Nulla è in scadenza.
home-nothing-waits = Nulla La attende.
home-due-next = Prossime scadenze
home-oldest-first = Dal più vecchio
home-soonest-first = Dal più vicino; gli obblighi con la stessa scadenza su una riga
home-what = Che cosa scade
home-first-lines = Qui figurano le prime { $count } righe.
home-all-overdue = Tutti i casi con termini scaduti
home-all-due = Tutti i casi in ordine di scadenza
home-machine = La macchina è sveglia?
home-since = dal { $at }
home-target-passed = Obiettivo superato, il termine di legge corre fino a { $legal }
home-wait-report = Valuta una segnalazione: { $what }
home-wait-instant = Conferma un momento: { $what }
home-wait-decision = Conferma una decisione: { $what }
home-wait-advised = Decida, il parere del DPO è agli atti: { $what }
home-wait-mail-out = Approva un messaggio agli interessati: { $what }
home-wait-review = Rivedi una notifica: { $what }
home-wait-afterwards = Rivedi una notifica trasmessa senza seconda approvazione: { $what }
home-wait-letter = Vedere che ne è della lettera: { $what }
home-wait-proof = Inserisci la prova di trasmissione: { $what }
home-wait-task = { $what }
health-reminders = Promemoria eseguiti { $time } fa
health-reminders-never = I promemoria non sono ancora stati eseguiti
health-sender = Invio della posta eseguito { $time } fa
health-sender-never = L’invio della posta non è ancora stato eseguito
health-reminder-waits = Un promemoria scaduto attende da { $time }
health-nothing-waits = Nessun promemoria scaduto in attesa
register-title = Registro delle violazioni
register-lead = Ogni violazione di dati personali, notificata o no, con i suoi effetti e i provvedimenti (art. 33, par. 5, GDPR). L’esportazione contiene esattamente le righe di questo filtro.
cases-title = Casi
cases-empty = Nessun caso corrisponde. Togliere un filtro, o accettare una segnalazione.
register-empty = Nessuna violazione corrisponde al filtro. Toglierne uno.
register-filter-label = Filtro
register-filter-button = Filtra
register-text = Testo o riferimento
register-organisation = Organizzazione
register-state = Stato
register-risk = Rischio
register-year = Anno
register-due = Termini
register-overdue = Oltre il termine di legge
register-all = Tutte
register-any = Qualsiasi
register-paper-too-many = Il PDF contiene al massimo 2.000 casi. Restringere il filtro, oppure esportare il registro in XLSX o CSV, che contengono tutte le righe.
register-caption = Una riga per caso; ciò che si dice della trasmissione viene dall’obbligo aperto più urgente
register-reference = Riferimento
register-title-column = Titolo
register-aware = Conoscenza
register-people = Persone
register-authority = Autorità informata
register-told = Persone informate
register-next = Prossimo obbligo
register-effects = Effetti
register-action = Provvedimenti adottati
register-filed = { $filed } su { $owed } trasmesse
register-no-reasons = no, motivi agli atti
register-not-decided = non deciso
register-not-told = deciso, non ancora informati
register-unknown = non ancora noto
register-nothing-due = nulla di aperto
register-filter-organisation = Organizzazione
register-filter-state = Stato
register-filter-risk = Rischio
register-filter-year = Anno
register-filter-due = Termini
register-filter-text = Testo
risk-unlikely = Improbabile
risk-likely = Probabile
risk-high = Elevato
home-lead = { $open ->
    [one] Un caso aperto. Scadenze: { $due }. In attesa di Lei: { $waiting }.
   *[other] { $open } casi aperti. Scadenze: { $due }. In attesa di Lei: { $waiting }.
  }
close-open = { $count ->
    [one] Un punto è ancora aperto
   *[other] { $count } punti sono ancora aperti
  }
replanned-arisen = { $count ->
    [one] È sorto un obbligo.
   *[other] Sono sorti { $count } obblighi.
  }
replanned-moved = { $count ->
    [one] Si è spostata una scadenza.
   *[other] Si sono spostate { $count } scadenze.
  }
replanned-gone = { $count ->
    [one] È venuto meno un obbligo.
   *[other] Sono venuti meno { $count } obblighi.
  }
register-searched = Fra gli ultimi { $most } casi che contengono queste parole. Per i più vecchi aggiungere una parola o un filtro; l’esportazione li contiene tutti.
register-count-more = { $shown ->
    [one] Una violazione in questa pagina
   *[other] { $shown } violazioni in questa pagina, altre nelle altre
  }
register-count = { $all ->
    [one] { $shown } violazione su { $all }
   *[other] { $shown } violazioni su { $all }
  }
close-kind-duty = { $count ->
    [one] Un obbligo è aperto
   *[other] { $count } obblighi sono aperti
  }
close-kind-proof = { $count ->
    [one] Manca una prova
   *[other] Mancano { $count } prove
  }
close-kind-task = { $count ->
    [one] Un’attività obbligatoria
   *[other] { $count } attività obbligatorie
  }
close-kind-instant = { $count ->
    [one] Un momento attende una seconda persona
   *[other] { $count } momenti attendono una seconda persona
  }
close-kind-decision = { $count ->
    [one] Una decisione attende una seconda persona
   *[other] { $count } decisioni attendono una seconda persona
  }
close-kind-communication = { $count ->
    [one] Una comunicazione agli interessati non è conclusa
   *[other] { $count } comunicazioni agli interessati non sono concluse
  }
register-linked = collegato a { $names }
register-linked-column = Casi collegati
close-kind-question = { $count ->
    [one] Una domanda senza risposta
   *[other] { $count } domande senza risposta
  }
close-kind-review = { $count ->
    [one] Manca una verifica dopo il rilascio
   *[other] { $count } verifiche dopo il rilascio mancanti
  }
close-kind-leftover = { $count ->
    [one] Un invio ha lasciato persone non informate
   *[other] { $count } invii hanno lasciato persone non informate
  }
close-passed = { $count ->
    [one] Un punto superato con un motivo
   *[other] { $count } punti superati con un motivo
  }
