# Alla data di: il caso com’era in un istante passato.
as-of-link = A un istante passato
timeline-as-of = Gli obblighi a quel momento
as-of-title = A un istante passato
as-of-lead = Il caso come risulta da tutto ciò che era registrato a quell’istante. Ciò che era accaduto ma non ancora registrato non conta: nessuno poteva tenerne conto.
as-of-at = Istante
as-of-at-hint = Qualsiasi istante dall’apertura del caso
as-of-in-future = È nel futuro. Ora sono { $now }; che cosa accadrebbe si prova in un’altra pagina
as-of-show = Mostra
as-of-timeline = Alla cronologia
as-of-nothing = A quell’istante di questo caso non era registrato nulla. È stato aperto il { $at }.
as-of-heading = Situazione al { $at }
as-of-counted = { $entries ->
    [one] Una annotazione era agli atti
   *[other] { $entries } annotazioni erano agli atti
  }, l’ultima del { $at }. { $later ->
    [0] Nessuna è seguita.
    [one] Una è seguita.
   *[other] { $later } sono seguite.
  }
as-of-closed = Il caso era allora chiuso.
as-of-files-same = I file delle regole in uso allora ({ $digest }) sono quelli caricati ora.
as-of-files-differ = I file delle regole in uso allora ({ $digest }) non sono quelli caricati ora. Agli atti ci sono la loro impronta e gli obblighi con i termini di allora, che qui sono mostrati; i file stessi deve conservarli chi gestisce il servizio.
as-of-otherwise = Che cosa avrebbero stabilito diversamente i file caricati ora
as-of-otherwise-caption = A sinistra come fu stabilito allora, a destra secondo i file caricati ora, dagli stessi atti
as-of-plan = Gli obblighi com’erano
as-of-plan-caption = Termini e stati a quell’istante
as-of-left = Tempo restante, visto da allora
as-of-no-instants = Non era ancora registrato alcun momento.
as-of-decisions = Decisioni
as-of-decision = { $count ->
    [one] Su un obbligo
   *[other] Su { $count } obblighi
  }
as-of-since = Che cosa si è spostato da allora
as-of-since-caption = A sinistra com’era allora, a destra com’è ora
# E se: una prova su una copia.
what-if-link = Prova: e se?
what-if-title = Prova: e se?
what-if-band = PROVA. Questo non è il caso { $reference }; qui nulla viene conservato.
what-if-lead = Si suppone che momenti, dati, mercati, titolari, decisioni o trasmissioni siano diversi, quanti si vuole insieme, e si vede quali obblighi sorgono, vengono meno o si spostano.
what-if-nothing-stored = Nulla di questa pagina viene conservato, inviato o considerato fatto.
what-if-nothing-stored-why = Il caso, i suoi termini e i suoi promemoria restano come sono. Per cambiarli occorre registrarlo nelle pagine del caso.
what-if-outcome = Che cosa accadrebbe
what-if-supposed = Supposto:
what-if-told = { $what }: { $value }
what-if-filed = trasmessa il { $at }
what-if-nothing-supposed = Non è supposto nulla di diverso: qui sotto si sceglie che cosa dovrebbe cambiare.
what-if-nothing-differs = { $same ->
    [one] Nessun obbligo cambierebbe. L’unico obbligo resta com’è.
   *[other] Nessun obbligo cambierebbe. Tutti i { $same } restano come sono.
  }
what-if-summary = { $differ ->
    [one] Un obbligo cambierebbe
   *[other] { $differ } obblighi cambierebbero
  }, { $same ->
    [one] uno resta com’è.
   *[other] { $same } restano come sono.
  }
what-if-group = { $what } ({ $count })
what-if-caption = Entrambi i lati secondo i file delle regole caricati ora
what-if-before = Come registrato
what-if-after = Nella prova
what-if-start = da { $what }, { $at }
what-if-target = obiettivo { $at }
what-if-legal = termine di legge { $at }
what-if-decide-by = decidere entro { $at }
what-if-suppose = Supposizioni
what-if-instants-hint = Vuoto significa: come se non fosse registrato. Si può supporre anche un momento futuro.
what-if-new-instant = Un altro momento
what-if-which-moment = Scegliere quale momento è
what-if-which-duty = Scegliere per quale obbligo si suppone la trasmissione
what-if-none = Nessuno
what-if-new-market = Un altro mercato
what-if-owner = Titolare
what-if-status = Interessato?
what-if-main = Stabilimento principale nell’UE
what-if-no-main = Nessuno
what-if-no-representative = Nessuno
what-if-as-it-is = Come agli atti
what-if-undecided = Nessuna decisione
what-if-facts = Fatti che decidono se una regola si applica
what-if-filing = Una trasmissione
what-if-proposals = Proposte, non leggi
what-if-proposals-hint = Calcolate accanto al diritto in vigore, solo per confronto. Nessun caso segue mai una proposta.
what-if-proposal-tag = Proposta, non legge
what-if-button = Prova
what-if-leave = Agli obblighi
what-if-law-as-it-is = Non è supposto nulla di diverso: il diritto in vigore chiede quel che chiede per il caso come registrato.
what-if-also = Supposto inoltre
what-if-also-hint = Aggiunto nelle prove precedenti. Togliendo la spunta e provando di nuovo, non vale più.
what-if-also-broken = Qualcosa che era stato aggiunto parla di ciò che non è più supposto. Togliere anche la sua spunta
what-if-again = Si aggiungono un momento, un mercato, un titolare, un insieme di dati e una trasmissione alla volta: dopo la prova ognuno diventa una spunta all’inizio del modulo, e c’è posto per il prossimo.
what-if-new-data-set = Un altro insieme di dati
what-if-set-hit = Colpito?
what-if-set-held = Trattato per
what-if-seats = Stabilimenti
what-if-new-seat = Un altro stabilimento
what-if-region = Regione, dove ognuna ha una propria autorità
what-if-region-hint = Ad esempio il Land tedesco della sede
what-if-no-region = Non registrata
what-if-start-hint = Vuoto significa: come se nessun giorno fosse registrato
what-if-new-controller = Un altro titolare
what-if-controller-name = Il suo nome
what-if-controller-hint = Ruoli, stabilimenti, mercati e insiemi di dati si possono supporre nella prova successiva.
what-if-controller-country = Paese della sede
what-if-told-controller = un altro titolare, sede in { $country }
what-if-told-seats = stabilimenti: { $seats }
what-if-told-representative = rappresentante (art. 27): { $country }
what-if-told-region = regione: { $region }
what-if-told-start = { $regime } dal: { $day }
what-if-proposed = Secondo la proposta
what-if-proposed-no-law = Questo non è diritto in vigore.
what-if-proposed-no-law-why = Nessuno è tenuto a quanto sta qui. È calcolato dallo stesso caso supposto, separato dal diritto qui sopra, e nessun termine, promemoria o caso lo segue.
what-if-proposed-summary = { $duties ->
    [0] Nessun obbligo
    [one] Un obbligo
   *[other] { $duties } obblighi
  } secondo la proposta. { $differ ->
    [0] Rispetto al diritto in vigore nulla cambia.
    [one] Rispetto al diritto in vigore ne cambia uno.
   *[other] Rispetto al diritto in vigore ne cambiano { $differ }.
  }
what-if-proposed-caption = Lo stesso caso supposto da entrambi i lati
what-if-by-law = Secondo il diritto in vigore
what-if-as-proposed = Secondo la proposta, non legge
suppose-controller-known = Il caso ha già questo titolare: nome e paese non si possono supporre diversi
difference-added = Sorgerebbero
difference-removed = Verrebbero meno
difference-earlier = Scadrebbero prima
difference-later = Scadrebbero dopo
difference-started = Avrebbero un termine
difference-stopped = Non avrebbero più un termine
difference-status = Avrebbero un altro stato
difference-grounds = Stesso termine, per altri motivi
what-if-parties = Titolari, i loro mercati e i loro dati
what-if-parties-lead = Ogni titolare è una riga, come risulta dagli atti; aprirla per supporre altro.
what-if-stands-market = { $country }: { $status }
what-if-stands-data = { $name }: { $hit }
what-if-decisions = { $count ->
    [one] Una decisione, come risulta dagli atti
   *[other] { $count } decisioni, come risultano dagli atti
  }
what-if-supposed-many = Supposto: { $count } punti
