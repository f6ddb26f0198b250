# Il foglio pronto di un obbligo: il modulo di un’autorità, domanda per domanda.
sheet-link = Foglio per questo modulo
sheet-of-form = Domanda per domanda, nell’ordine del modulo dell’autorità:
sheet-title = Foglio per il modulo: { $to }
sheet-lead = { $what }, a { $to }. Le domande del modulo nel suo ordine, ciascuna con la risposta di questo caso. Selezionare o copiare, senza scrivere nulla due volte.
sheet-not-the-form = Predisposto per la trascrizione. Non è il modulo dell’autorità.
sheet-choose = Che cosa si trasmette
sheet-kind = Notifica
sheet-kind-new = prima notifica
sheet-kind-follow-up = integrazione
sheet-phase = È
sheet-phase-complete = completa
sheet-phase-incomplete = da completare: il resto segue
sheet-phase-withdrawn = ritirata
sheet-show = Mostra
sheet-nothing-to-withdraw = Si ritira soltanto una notifica già trasmessa: scegliere anche «integrazione»
sheet-look = Prima di compilare
sheet-ready = Non manca nulla, nulla è troppo lungo e i testi indicano ciò che si cercava.
sheet-missing = Mancano
sheet-too-long = Troppo lunghi per il modulo
sheet-not-named = Non indicati nel testo
sheet-still-open = { $count ->
    [one] Una risposta è «non ancora nota»
   *[other] { $count } risposte sono «non ancora note»
  }
sheet-law-asks = lo chiede la legge
sheet-form-asks = lo chiede il modulo
sheet-is-missing = Manca
sheet-open = Non ancora noto
sheet-open-will-do = Non ancora noto: per ora basta
sheet-over-by = { $count ->
    [one] un carattere di troppo
   *[other] { $count } caratteri di troppo
  }
sheet-length-of = { $count } di { $most } caratteri
sheet-does-not-name = Non indica: { $what }
sheet-look-for-systems = i sistemi coinvolti
sheet-look-for-cause = la causa o la vulnerabilità
sheet-look-for-timeline = la cronologia dei fatti
sheet-look-for-measures = le misure
sheet-answered-at = Risposta:
sheet-label-ours = etichetta nostra
sheet-answer-ours = risposta con parole nostre
sheet-state-answered = risposto
sheet-state-open = non ancora noto
sheet-state-unanswered = ancora senza risposta
sheet-state-not-applicable = non applicabile
sheet-state-not-asked = Non richiesto: lo esclude un’altra risposta.
sheet-state-at-the-form = Vi si risponde di persona nel modulo.
sheet-about = Informazioni su questo modulo
sheet-form = Modulo
sheet-source = Dove è stato letto
sheet-form-read = confrontato con il modulo dell’autorità
sheet-form-not-read = nessuno lo ha ancora confrontato con il modulo in uso presso l’autorità
sheet-checked-on = verificato il { $day }
sheet-paper = In PDF
sheet-band = FOGLIO DI LAVORO: non approvato, non inviato
sheet-count-missing = { $count ->
    [one] Manca una risposta.
   *[other] Mancano { $count } risposte.
  }
sheet-count-too-long = { $count ->
    [one] Una risposta è troppo lunga per il modulo.
   *[other] { $count } risposte sono troppo lunghe per il modulo.
  }
sheet-count-not-named = { $count ->
    [one] Un testo non indica tutto ciò che si cercava.
   *[other] { $count } testi non indicano tutto ciò che si cercava.
  }
