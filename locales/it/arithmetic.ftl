# The arithmetic of a term, line by line. Keys and arguments are those of src/policy/words.rs; a test compares the English texts.
# Instants and days arrive already worded for the reader.
arith-start =
    Il termine decorre da { $at } ({ $zone }): { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-fallback =
    Non registrato: { $asked ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }. Al suo posto vale { $used ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }; il termine è presunto finché non viene registrato.
arith-earlier-counts =
    La legge conta dalla rilevazione. Dei momenti registrati che possono esserlo conta il primo: { $used ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    } viene prima di questo: { $asked ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-no-start =
    Non è registrato alcun momento da cui il termine possa decorrere; è decisivo: { $asked ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-not-started = Non iniziato: il termine decorre dall'invio della fase precedente («{ $stage }»).
arith-not-needed = Non necessario: la notifica precedente è stata inviata come completa (`{ $word }`).
arith-target-hours = Obiettivo: { $value } ore effettive dall'inizio, { $at }. Fine settimana e festivi contano.
arith-target-days = Obiettivo: { $value } volte 24 ore effettive dall'inizio, { $at }.
arith-target-months = Obiettivo: la stessa ora, { $value } mesi dopo, { $at }.
arith-legal-elapsed = Termine di legge: lo stesso istante, { $at }; nessun altro modo di computo è confermato qui.
arith-legal-hours = Termine di legge: l'ora in cui cade l'inizio non si conta, quindi { $value } ore decorrono da { $from } fino a { $at }. Un termine in ore non si sposta per fine settimana o festivi.
arith-legal-days = Termine di legge: il giorno dell'inizio, { $day }, non si conta; il giorno { $value } è il { $last }.
arith-legal-months = Termine di legge: il giorno con lo stesso numero { $value } mesi dopo, o l'ultimo di quel mese, è il { $last }.
arith-two-working-days = Il periodo conterrebbe meno di due giorni lavorativi, quindi arriva al { $last }.
arith-rolled-holiday = Il { $from } è festivo, quindi il termine passa al { $to }.
arith-rolled-named-holiday = Il { $from } è festivo in { $country } ({ $name }), quindi il termine passa al { $to }.
arith-rolled-weekend = Il { $from } cade nel fine settimana, quindi il termine passa al { $to }.
arith-no-calendar = Non sono caricati i festivi di { $country } per il { $year }: nulla è stato spostato, e la vera scadenza può essere solo successiva.
arith-legal-midnight = Scade con l'ultima ora di quel giorno, { $at }.
arith-open = Senza ingiustificato ritardo: la legge non indica una cifra, perciò si mostra il tempo trascorso e nessun conto alla rovescia.
arith-decide-by = Decidere entro le { $at } (prassi interna, non un termine di legge).
arith-filed-in-time = Inviato { $at }: nei termini.
arith-filed-after-target = Inviato { $at }: nei termini secondo il computo di legge; l'obiettivo era passato.
arith-filed-late = Inviato { $at }: in ritardo, occorrono i motivi del ritardo.
arith-filed-open = Inviato { $at }; la legge non indica una cifra con cui confrontarlo.
arith-filed-start-unsure = Inviato { $at }: nei termini secondo quanto registrato, ma un inizio anteriore non è stato escluso.
arith-proof-missing = Invio dichiarato: manca ancora la prova.
arith-remark-holiday = Il { $day } è festivo in { $country } ({ $name }): l'ufficio può essere chiuso. Un termine in ore non si sposta per questo.
arith-remark-one-source = Il { $day } potrebbe essere festivo in { $country } ({ $name }): lo riporta una sola fonte del calendario. L’ufficio può essere chiuso; nessun termine si sposta.
arith-remark-representative = Un rappresentante in { $country } non apre lo sportello unico: si notifica a ogni autorità dei paesi in cui vi sono interessati.
arith-remark-local-case = Tra gli Stati dell’area è interessato solo questo: { $country }. Il titolare vi è stabilito: si notifica all’autorità di questo Stato, non alla capofila (artt. 55 e 56, par. 2). Un’altra lettura è indicata accanto alla regola.
arith-remark-may-be-local = Se l’unico Stato interessato risulta questo ({ $country }), si notifica alla sua autorità e non alla capofila (artt. 55 e 56, par. 2). Fino ad allora valgono entrambe. Un’altra lettura è indicata accanto alla regola.
arith-remark-public-instead = Lo sforzo sproporzionato richiede una comunicazione pubblica al suo posto, non il silenzio (art. 34, par. 3, lett. c).
arith-target-brought-forward = L'obiettivo è anticipato alla fine del termine di legge, { $at }.
arith-target-working-days = Obiettivo: la stessa ora { $value } giorni lavorativi dopo, senza contare le festività, { $at }.
arith-limit = Limite: { $at }.
arith-legal-working-days = Termine di legge: il giorno di inizio, { $day }, non si conta; il giorno lavorativo numero { $value } è { $last }.
arith-noon-holiday = Termine di legge: { $from } è un giorno festivo, quindi basta il mezzogiorno del primo giorno lavorativo successivo, { $to }.
arith-noon-named-holiday = Termine di legge: { $from } è un giorno festivo in { $country } ({ $name }), quindi basta il mezzogiorno del primo giorno lavorativo successivo, { $to }.
arith-noon-weekend = Termine di legge: { $from } cade nel fine settimana, quindi basta il mezzogiorno del primo giorno lavorativo successivo, { $to }.
arith-one-source = Il { $day } è festivo in { $country } ({ $name }) secondo una sola fonte del calendario, quindi il termine non si sposta.
arith-no-relief = { $on } non è un giorno lavorativo, ma la proroga per fine settimana e festività non vale per questo titolare.
arith-cap-binds =
    Un secondo orologio, da { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    } ({ $start }), scade prima e vincola: { $at }.
arith-cap-later =
    Un secondo orologio, da { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    } ({ $start }), scadrebbe il { $at }; non vincola.
arith-cap-passed =
    Il secondo orologio, da { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }, era già scaduto il { $at } quando questo è partito: conta solo il periodo.
arith-cap-alone =
    Non registrato: { $asked ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }. Fino ad allora corre solo il secondo orologio, da { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-on-request = Dovuta solo se il destinatario la chiede.
arith-repeats =
    Dovuta di nuovo dopo ogni presentazione, finché non è registrato: { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-repeats-no-more =
    Non più dovuta, perché il { $at } è stata registrata questa voce: { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-repeats-missed =
    I rapporti successivi non sono dovuti, ma questo era già scaduto quando, il { $at }, è stata registrata questa voce: { $what ->
        [occurred] l'evento stesso
        [first_signal] la prima segnalazione
        [detected_611] la rilevazione (Regolamento 611/2013)
        [aware] la conoscenza da parte del titolare
        [processor_informed] la comunicazione del responsabile al titolare
        [aware_significant] la conoscenza dell'incidente significativo
        [classified_major] la classificazione come grave
        [fix_available] la disponibilità di una correzione
        [incident_closed] la fine dell'incidente
        [discovered_attack] la scoperta dell'attacco
        [facts_changed] la prima registrazione di cui il destinatario non è stato informato
       *[stage_submitted] l'invio della notifica precedente
    }.
arith-overridden = Il destinatario stesso ha spostato il termine di legge al { $at } (ad esempio per un guasto del suo modulo); l'obiettivo resta.
arith-deferred = Rinviata con l'accordo dell'autorità; dovuta non appena ne cessa il motivo.
arith-remark-via = Presentata tramite { $platform }, per { $authority }.
holiday-moved = giorno di riposo in luogo del { $day }
holiday-observed = { $name } (recuperato)
