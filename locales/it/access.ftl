# Chi vede un caso.
access-title = Chi vede questo caso
access-lead = Un caso ad accesso limitato esiste solo per le persone indicate: per tutti gli altri non compare negli elenchi, nella ricerca, nelle esportazioni né nell'API, e nessun altro riceve messaggi al riguardo.
access-now = Adesso
access-everybody = Lo vedono tutti coloro che possono leggere i casi dell'organizzazione.
access-since = Accesso limitato da { $by }, { $at }: { $reason }
access-kept-within-reach = Nessuno del gruppo poteva più decidere: il caso è ora visibile anche a chi decide nell'organizzazione.
access-lone = Qui una sola persona può approvare. Ciò che una persona prepara, nessun altro del gruppo può rilasciarlo: aggiungerne una seconda.
access-change = Modificare
access-choose = Indicare chi vede il caso
access-who = Chi lo vede?
access-all = Tutti coloro che possono leggere i casi dell'organizzazione ({ $count })
access-these = Solo io e le persone scelte qui sotto
access-people = Le persone
access-people-hint = Solo per la seconda risposta. Chi non vede più il caso non ne riceve più i promemoria.
access-person = { $name } ({ $roles })
access-unknown-person = Scegliere persone che possono leggere i casi dell'organizzazione
access-reason = Motivo
access-reason-hint = Resta agli atti del caso
access-save = Salvare chi lo vede
access-tag = Accesso limitato: visibile a { $count ->
    [one] una persona
   *[other] { $count } persone
  }
access-restricted = Accesso limitato
event-access-restricted = Accesso al caso limitato a
event-access-opened = Caso aperto a tutti coloro che possono leggere
refusal-not-among-them = Questa persona non vede il caso. Darle prima accesso, in «Chi vede questo caso».
