# Prove e conservazione: il fascicolo, l’obbligo di conservazione, gli elenchi di persone.
evidence-title = Prove e conservazione
evidence-link = Prove e conservazione
evidence-lead = Ciò che dimostra in seguito questo caso, e per quanto tempo si conservano gli elenchi di persone.
evidence-bundle = Fascicolo delle prove
evidence-bundle-lead = Un file ZIP con ogni evento e la sua impronta, il caso e il suo piano, ogni notifica approvata, i file, ciò che è stato consegnato e le regole applicate. “breachdesk verify” lo verifica senza questo servizio.
evidence-bundle-personal = Nomina le persone dell’organizzazione e contiene ciò che hanno scritto. Gli indirizzi degli interessati non vi sono. Il prelievo viene registrato.
evidence-bundle-take = Preleva il fascicolo
evidence-bundle-others = Possono prelevarlo il responsabile della protezione dei dati, la persona autorizzata dal titolare e i revisori.
evidence-hold = Obbligo di conservazione
evidence-hold-none = Non vige alcun obbligo di conservazione: gli elenchi si cancellano quando è il momento.
evidence-hold-since = { $by } ha disposto l’obbligo di conservazione il { $at }. Finché vige non si cancella nulla di questo caso.
evidence-place = Disponi l’obbligo di conservazione
evidence-place-hint = Un reclamo, un’istruttoria dell’autorità, un giudizio
evidence-lift = Revoca l’obbligo di conservazione
evidence-lift-lead = Gli elenchi il cui tempo è trascorso vengono allora cancellati. Deve farlo una persona diversa da chi lo ha disposto.
evidence-reason = Motivo
evidence-lists = Elenchi di persone
evidence-lists-lead = { $days ->
    [one] Un elenco si cancella un giorno dopo il giorno fino al quale serve
   *[other] Un elenco si cancella { $days } giorni dopo il giorno fino al quale serve
 }: scompaiono nomi, indirizzi e chiave; restano i conteggi e le impronte dei messaggi.
evidence-lists-none = In questo caso non ci sono elenchi.
evidence-list = Invio { $number }
evidence-list-people = { $count ->
    [one] Nell’elenco c’è una persona.
   *[other] Nell’elenco ci sono { $count } persone.
 }
evidence-list-no-day = Nessun giorno è fissato: l’elenco si conserva finché qualcuno non lo fissa.
evidence-list-until = Serve fino al { $day }, si cancella dopo il { $purge }.
evidence-list-held = Il giorno è fissato; lo trattiene l’obbligo di conservazione.
evidence-list-purged = Cancellato il { $at }.
evidence-list-day = Ultimo giorno in cui l’elenco serve
evidence-list-day-hint = Anno, mese e giorno, come 2027-03-31
evidence-list-set = Fissa il giorno
evidence-day-unreadable = Inserite un giorno come 2027-03-31
evidence-done-hold = L’obbligo di conservazione vige.
evidence-done-lift = L’obbligo di conservazione è revocato.
evidence-done-keep = Il giorno è fissato.
