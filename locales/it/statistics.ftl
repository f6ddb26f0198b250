# Statistiche e pagina per l’organo direttivo.
statistics-title = Statistiche
statistics-to = Dodici mesi fino a
statistics-lead = { $count ->
    [0] Nessuna violazione in questi dodici mesi.
    [one] Una violazione in questi dodici mesi.
   *[other] { $count } violazioni in questi dodici mesi.
}
statistics-lead-no-notice = Nessuna notifica a un’autorità è giunta a scadenza.
statistics-lead-notices = { $all ->
    [one] Una notifica alle autorità è stata presentata o è giunta a scadenza; entro l’obiettivo: { $time }.
   *[other] Di { $all } notifiche alle autorità presentate o giunte a scadenza, { $time ->
        [one] una è partita
       *[other] { $time } sono partite
    } entro l’obiettivo.
}
statistics-organisations = { $count } organizzazioni
statistics-no-drills = Le esercitazioni non sono contate. Una violazione conta nel mese in cui è stato aperto il caso.
statistics-numbers = I numeri
statistics-number = Numero
statistics-month = Mese
statistics-no-case = nessun caso
statistics-breaches = { $count ->
    [one] violazione
   *[other] violazioni
}
statistics-told = notificate all’autorità
statistics-recorded = solo documentate
statistics-open = non ancora decise
statistics-in-time = entro l’obiettivo
statistics-formal = entro il termine di legge
statistics-late = in ritardo
statistics-missed = scadute, non presentate
statistics-late-or-missed = in ritardo o scadute
plot-heading-by-month = Violazioni per mese
plot-about-by-month = Violazioni per mese: notificate all’autorità, solo documentate, non ancora decise
plot-heading-notices = Notifiche alle autorità
plot-about-notices = Notifiche secondo il momento della presentazione
plot-kind-notices = Quando
plot-heading-incidents = Tipi di incidente
plot-about-incidents = Numero di violazioni per tipo di incidente
plot-kind-incidents = Tipo
plot-heading-causes = Cause
plot-about-causes = Numero di violazioni per causa
plot-kind-causes = Causa
plot-heading-reports = Segnalazioni
plot-about-reports = Segnalazioni arrivate in questi mesi, per esito del triage
plot-kind-reports = Stato
plot-heading-to-awareness = Tempo fino alla conoscenza
plot-about-to-awareness = Tempo mediano dalla violazione, o dal primo segnale, alla conoscenza
plot-heading-to-decision = Tempo fino alla decisione
plot-about-to-decision = Tempo mediano dalla conoscenza alla prima decisione sull’autorità
statistics-median = Mediana
statistics-median-minutes = mediana del mese, in minuti
statistics-median-hours = mediana del mese, in ore
statistics-median-days = mediana del mese, in giorni
directors-title = Relazione all’organo direttivo
directors-link = Una pagina per l’organo direttivo
directors-back = Torna alle statistiche
directors-period = { $organisation }, dodici mesi fino a { $month }
directors-figures = Dodici mesi in cifre
directors-column-what = Che cosa
directors-column-figure = Cifra
directors-column-meaning = Che cosa significa
directors-of = { $part } su { $all }
directors-what-breaches = Violazioni dei dati personali
directors-why-breaches = Ogni violazione documentata, notificata o no (art. 33, par. 5, GDPR)
directors-what-told = Notificate a un’autorità
directors-why-told = È stata presentata almeno una notifica
directors-what-recorded = Documentate, non notificate
directors-why-recorded = Decise con motivazione, oppure nulla era dovuto
directors-what-open = Non ancora decise
directors-why-open = La decisione sull’autorità è ancora da prendere
directors-what-in-time = Notifiche entro il termine di legge
directors-why-in-time = Tra quelle presentate o giunte a scadenza
directors-what-late = Notifiche in ritardo o mancate
directors-why-late = Presentate dopo il termine di legge, o non presentate alla scadenza
directors-what-to-awareness = Tempo fino alla conoscenza
directors-why-to-awareness = Mediana, dalla violazione o dal primo segnale
directors-what-to-decision = Tempo fino alla decisione
directors-why-to-decision = Mediana, dalla conoscenza alla prima decisione sull’autorità
directors-open-now = Casi aperti
directors-open-caption = Violazioni aperte, prima quelle con la scadenza più vicina
directors-nothing-open = Nessuna violazione è aperta.
directors-more = { $count ->
    [one] Un’altra violazione aperta è nel registro.
   *[other] Altre { $count } violazioni aperte sono nel registro.
}
directors-many-more = Le violazioni aperte sono più di cinquanta; il registro le contiene tutte.
