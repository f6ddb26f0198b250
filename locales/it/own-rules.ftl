# Regole e abitudini proprie di un'organizzazione, e ciò che i file propri hanno sostituito.
nav-rules = Regole
rules-title = Regole e abitudini
rules-lead = Obblighi che derivano da contratti e polizze, chi firma e chi riceve quali promemoria. Con gli stessi termini della legge.
rules-own = Regole proprie
rules-overrides = Che cosa hanno cambiato i file propri
rules-overrides-none = Nulla. Valgono le norme fornite con il programma.
rules-overrides-lead = Si trovano nella cartella dei file propri del gestore e valgono al posto di ciò che è fornito con il programma.
rules-override-what = Che cosa
rules-override-file = File
rules-override-from = Dal
rules-override-always = sempre
rules-override-rule = Regola { $id }
rules-override-authority = Autorità { $id }
rules-override-pack = Pacchetto di attività { $id }
rules-override-calendar = Festività di { $id }
rules-override-counting = Computo { $id }
rules-override-lint = Controllo dei testi: { $id }
rules-override-house = Abitudini della casa
rules-override-versions = { $what }: versione { $own } al posto della versione { $shipped }
rules-digest = Norme in uso: { $digest }
rules-list-lead = Chi si è promesso di informare di un incidente, ed entro quando. Ogni regola entra nel piano dei casi che riguarda.
rules-none = Non è ancora stato inserito alcun contratto o polizza.
rules-add = Aggiungere un contratto o una polizza
rules-contract = Contratto o polizza
rules-recipient = Chi informare
rules-asks = Che cosa chiede
rules-state = Stato
rules-asks-open = senza ingiustificato ritardo da: { $what }
rules-asks-hours = { $value ->
    [one] un'ora
   *[other] { $value } ore
} da: { $what }
rules-asks-days = { $value ->
    [one] un giorno
   *[other] { $value } giorni
} da: { $what }
rules-asks-working-days = { $value ->
    [one] un giorno lavorativo
   *[other] { $value } giorni lavorativi
} da: { $what }
rules-asks-months = { $value ->
    [one] un mese
   *[other] { $value } mesi
} da: { $what }
rules-days-open = dal { $from }
rules-days = dal { $from } al { $until }
rules-worked = Per esempio: { $start } → scade { $target }
rules-worked-legal = Per esempio: { $start } → obiettivo { $target }, fine del termine { $legal }
rules-tell = Informare { $recipient }: { $asks }.
rules-state-over = cessata
rules-state-later = non ancora in vigore
rules-state-in-force = in vigore
rules-added = La regola è stata aggiunta. I casi aperti vengono ora ripianificati.
rules-followed = La nuova versione è stata salvata; la precedente cessa il giorno prima. I casi aperti vengono ora ripianificati.
rules-ended = La regola cessa in quel giorno. I casi aperti vengono ora ripianificati.
rules-planned = Ripianificati { $done } dei { $open } casi aperti. Si ricarichi la pagina per vedere a che punto sono gli altri.
rules-withdrawn = La regola è stata ritirata.

rule-new-title = Aggiungere un contratto o una polizza
rule-new-lead = Prima si vede a che cosa porta la regola, poi la si salva. È letta con lo stesso rigore dei file delle norme.
rule-next-title = { $contract }: nuova versione
rule-next-lead = Una regola già usata non si modifica. La nuova versione vale per gli eventi dal suo primo giorno; la precedente cessa il giorno prima.
rule-promise = L'impegno
rule-purpose = Tipo
rule-purpose-contract = Contratto con un cliente o un partner
rule-purpose-insurance = Polizza assicurativa
rule-contract-hint = Il nome, per esempio: contratto quadro con Northwind Bank
rule-contract-missing = Inserisca il nome del contratto
rule-clause = Clausola
rule-clause-hint = Per esempio 9.2
rule-clause-missing = Inserisca la clausola, perché altri la trovino
rule-gist = Che cosa chiede, con parole proprie
rule-gist-hint = Una frase
rule-gist-missing = Scriva che cosa chiede la clausola
rule-whom = Chi informare
rule-recipient-hint = La società. Non il nome di una persona: resta nel registro del caso
rule-recipient-missing = Inserisca chi va informato
rule-channel = Come
rule-address = Indirizzo, numero o pagina
rule-address-hint = Dove porta quel canale
rule-address-missing = Inserisca dove raggiungerli
rule-country = Paese
rule-country-hint = Contano il suo fuso orario e le sue festività
rule-language = Lingua della comunicazione
rule-clock = Il termine
rule-trigger = Decorre da
rule-trigger-hint = Se questo momento non è registrato, ne vale uno precedente e l'obbligo è presunto
rule-period = Durata
rule-period-hint = Lasci vuoto se il contratto dice «senza ingiustificato ritardo»
rule-period-missing = Inserisca la durata, o scelga «senza ingiustificato ritardo»
rule-period-and-open = «Senza ingiustificato ritardo» non ha durata: svuoti questo campo o scelga un'unità
rule-unit = Unità
rule-unit-open = senza ingiustificato ritardo
period-unit-hours = ore
period-unit-days = giorni
period-unit-working-days = giorni lavorativi
period-unit-months = mesi
rule-count = Computo
rule-count-hint = Il tempo trascorso porta alla scadenza più vicina; scelga l'altro solo se lo dice il contratto
rule-counting-elapsed = Tempo trascorso
rule-counting-eu-1182-71 = Come nel diritto UE (regolamento 1182/71): i termini in giorni scadono a mezzanotte e non di sabato, domenica o festivo
rule-applies = Quando vale
rule-applies-lead = Ciò che resta aperto non pone condizioni: allora il contratto vale in ogni caso.
rule-all = tutti
rule-controllers = Titolari
rule-controllers-hint = Nessuno scelto: l'organizzazione nel suo insieme, una volta per caso
rule-markets = Solo se è interessato uno di questi mercati
rule-data-sets = Solo se è colpito uno di questi insiemi di dati
rule-fact = Fatto
rule-no-fact = nessuna condizione
rule-fact-missing = Scelga il fatto a cui appartengono questi valori
rule-fact-values = I suoi valori
rule-fact-values-hint = Ne basta uno
rule-fact-values-wrong = I valori noti sono: { $known }
rule-further = Condizioni e relazioni successive
rule-conditions = Condizioni sui fatti
rule-conditions-lead = Scegliere un fatto e premere «Mostrare a che cosa porta»: poi qui compaiono i suoi valori. Finché un fatto non è noto, l’obbligo è presunto.
rule-match = Come valgono insieme
rule-match-all = Tutte
rule-match-one = Ne basta una
rule-condition = Condizione { $number }
rule-exceptions = Eccezioni
rule-exceptions-lead = Se una di queste è accertata, non è dovuto nulla. Ciò che non è noto non toglie nulla.
rule-exception = Eccezione { $number }
rule-at-least = Da questo numero in su
rule-at-least-hint = Un numero solo stimato che resta al di sotto lascia l’obbligo presunto
rule-number-missing = Inserire il numero da cui si applica
rule-fact-values-missing = Scegliere almeno uno dei valori che ora stanno qui
rule-facts-too-many = Al massimo { $most } condizioni dello stesso tipo
rule-told-fact = { $fact }: { $values }
rule-told-or = {" oppure "}
rule-told-at-least = { $fact }: { $number } o più
rule-told-all = Solo se: { $facts }.
rule-told-one-of = Solo se una di queste è vera: { $facts }.
rule-told-unless = Non se: { $facts }.
rule-told-later = { $what }: { $figure }, decorrenza: { $from }.
rule-told-progress = { $what }: ogni { $figure }, decorrenza: { $from }, fino alla fine dell’incidente.
rule-later-title = Dopo la prima comunicazione
rule-later-follow-up = Aggiornamento
rule-later-final = Relazione finale
rule-later-progress = Relazioni periodiche
rule-later-hint-follow-up = Quel che si sa a quel punto
rule-later-hint-final = Il quadro completo
rule-later-hint-progress = Di nuovo dopo ognuna, finché non è registrata la fine dell’incidente
rule-later-runs = Decorre da
rule-later-not = non richiesta
rule-later-from-first-notice = la prima comunicazione come trasmessa
rule-later-from-moment = lo stesso momento della prima comunicazione
rule-later-from-closed = la fine dell’incidente
rule-later-from-missing = Scegliere da che cosa decorre, o vuotare la cifra
rule-figure-hours = { $value ->
    [one] un’ora
   *[other] { $value } ore
}
rule-figure-days = { $value ->
    [one] un giorno
   *[other] { $value } giorni
}
rule-figure-working-days = { $value ->
    [one] un giorno lavorativo
   *[other] { $value } giorni lavorativi
}
rule-figure-months = { $value ->
    [one] un mese
   *[other] { $value } mesi
}
rule-try = Provarla su un caso
rule-try-case = Caso
rule-try-hint = «Mostrare a che cosa porta» dice che cosa la regola chiederebbe. Nulla di ciò viene conservato
rule-no-case = nessuno
rule-tried = Che cosa avrebbe detto in { $reference }
rule-tried-nothing = Nulla: la regola non riguarda questo caso.
rule-days = Giorni
rule-from = Primo giorno
rule-from-hint = Per esempio 2026-01-01. Vale per gli eventi da questo giorno
rule-from-missing = Inserisca il primo giorno
rule-until = Ultimo giorno
rule-until-hint = Può restare vuoto
rule-until-missing = Inserisca l'ultimo giorno
rule-note = Nota sulla lettura
rule-note-hint = Che cosa è bene sapere
rule-show = Mostrare a che cosa porta
rule-preview = Ecco a che cosa porta
rule-save = Salvare la regola
rule-reader-refuses = La regola non è coerente; sotto si legge che cosa non va
rule-reader-says = Il lettore dei file delle norme dice:
rule-meanwhile = Qualcuno ha modificato questa regola nel frattempo. La guardi di nuovo
rule-next = Inserire una nuova versione
rule-versions = Versioni
rule-version = Versione { $number }
rule-end = Far cessare la regola
rule-end-lead = Vale per gli eventi fino all'ultimo giorno compreso.
rule-end-button = Farla cessare
rule-withdraw = Ritirare la regola
rule-withdraw-lead = Nessun caso si fonda su questa regola. Se è stata una svista si può ritirare; il registro conserva che c'era.
rule-withdraw-used = Un caso si fonda su questa regola, che quindi non si può ritirare. La faccia cessare o inserisca una nuova versione.
rule-withdraw-button = Ritirare la regola
rule-read-by = Letta da
own-rule-from-not-later = Inserisca un giorno successivo al primo giorno della versione precedente
own-rule-from-gap = La versione precedente cessa prima e resterebbe un vuoto. Cominci il giorno dopo
own-rule-until-before-from = L'ultimo giorno precede il primo
own-rule-used = Un caso si fonda su questa regola: la faccia cessare, o inserisca una nuova versione

habits-title = Abitudini
habits-lead = Chi firma, chi riceve quali promemoria, entro quando si decide. Non è legge: è la prassi della casa.
habits-are-own = Questa organizzazione ha abitudini proprie.
habits-are-shipped = Sono le abitudini dei file delle norme. Quando si salva, diventano proprie di questa organizzazione.
habits-people = Chi firma
habits-signs = Le notifiche sono firmate da
habits-signs-hint = Un'altra persona che può approvare firma una notifica a un'autorità con una motivazione: nulla ferma un adempimento di legge
habits-nobody-signs = Scelga almeno una voce
habits-one-person = Minuti di attesa per una persona sola
habits-one-person-hint = Dove una persona ha tutti i ruoli, questa attesa sta al posto del secondo controllo
habits-review = Ore per la revisione successiva
habits-review-hint = Dopo una notifica partita senza una seconda persona
habits-decide = Entro quando si decide
habits-decide-lead = Dove la legge non dà un numero, una data entro cui qualcuno decide evita che si rimandi.
habits-decide-authority = Ore per un'autorità o un contratto
habits-decide-people = Ore per gli interessati
habits-escalation = Escalation
habits-escalate-to = Chi è avvisato di un obbligo che nessuno ha preso in carico
habits-escalate-to-hint = Il DPO e chi gestisce il caso sono sempre avvisati
habits-escalation-deputy = Il sostituto
habits-escalation-controller = La persona autorizzata dal titolare
habits-escalate-before = Minuti prima dell'obiettivo da cui sono avvisati
habits-quiet = Ore per cui «me ne occupo io» li lascia tranquilli
habits-quiet-hint = I promemoria del DPO continuano
habits-remind-handler = Chi lavora al caso riceve i promemoria dei suoi obblighi accanto al RPD
habits-remind-owner = Chi ha un’attività ne riceve i promemoria
habits-review-every = Minuti tra i promemoria di un riesame in ritardo
habits-readiness = Accessi per notificare
habits-test-days = Giorni dall’ultima prova dopo i quali un accesso conta come vecchio
habits-test-days-hint = Un accesso che nessuno ha provato può non funzionare quando serve.
habits-readiness-days = Giorni fra due promemoria su ciò che è vecchio o manca
habits-address-days = Giorni per cui vale un indirizzo di autorità controllato
habits-address-days-hint = Poi lì non si invia nulla finché qualcuno non ricontrolla. 0: non scade.
habits-reminders = Promemoria
habits-reminders-lead = Conta la prima riga abbastanza lunga per il termine.
habits-row = Termini fino a { $up-to } { $unit }
habits-row-open = Senza ingiustificato ritardo: nessun numero
habits-before = Minuti prima dell'obiettivo
habits-before-hint = Con virgole, per esempio 1440, 240, 60
habits-before-wrong = Inserisca minuti interi con virgole, ciascuno da 1 a 129600
habits-at-once = Anche quando il termine comincia
habits-at-target = Anche all'obiettivo
habits-every = Poi ogni tanti minuti fino all'adempimento
habits-number-missing = Inserisca un numero
habits-meanwhile = Qualcuno ha cambiato le abitudini nel frattempo. Ricarichi la pagina
habits-saved = Le abitudini sono state salvate. I promemoria vengono ora ripianificati.
habits-shipped = Tornare alle abitudini dei file delle norme
habits-shipped-note = Il registro conserva ciò che era impostato qui
habits-shipped-again = Valgono di nuovo le abitudini dei file delle norme. I promemoria vengono ora ripianificati.

law-basis-contract-waived = l'altra parte ha rinunciato per iscritto alla comunicazione
law-remove-contract-1 = accertare che non è stato colpito alcun dato di questo contratto
law-remove-contract-2 = l'altra parte ha rinunciato per iscritto alla comunicazione

duty-name-contract = Comunicazione per contratto: { $act }, { $article }
duty-name-contract-follow-up = Aggiornamento per contratto: { $act }, { $article }
duty-name-contract-final = Relazione finale per contratto: { $act }, { $article }
duty-name-contract-progress = Relazione periodica per contratto: { $act }, { $article }

event-term-moved = { $to } ha fissato essa stessa una scadenza successiva: { $until }
event-term-taken-back = La scadenza successiva fissata da un'autorità è stata ritirata
term-move-title = L'autorità ha fissato una scadenza successiva
term-move-lead = Quando il modulo di un'autorità non funziona, o essa stessa dice che accetta le notifiche più tardi, le sue parole spostano il termine di legge di tutto ciò che le è dovuto in questo caso. L'obiettivo resta: notifichi appena può.
term-move-until = Nuova fine del termine di legge
term-move-until-hint = Come dice l'autorità. Le notifiche prima di questo momento sono in tempo
term-move-until-missing = Inserisca la nuova scadenza
term-move-words = Che cosa dice l'autorità
term-move-words-hint = Con le sue parole o con le proprie
term-move-words-missing = Inserisca che cosa dice l'autorità
term-move-source = Dove lo dice
term-move-source-hint = Pagina, messaggio o telefonata, con giorno e ora
term-move-source-missing = Inserisca dove lo dice
term-move-save = Registrare la scadenza successiva
term-move-link = L'autorità ha fissato una scadenza successiva
term-moves = Scadenze successive fissate da { $to }
term-moves-until = fino a { $until }
term-moves-back = Ritirata da { $by }, { $at }: { $reason }
term-take-back = Ritirarla
term-take-back-lead = Il termine di legge è allora di nuovo quello della norma.
term-take-back-reason = Perché si ritira

admin-regime-start = Primo giorno in cui vincola: { $regime }
admin-regime-start-hint = Dove la legge lascia che il giorno cambi per soggetto, come in Italia nove mesi dopo la comunicazione dell’autorità. Lasci vuoto finché non è noto

rule-origin-folder = dai file propri del gestore
rule-origin-organisation = inserita dall’organizzazione

house-templates-title = Testi delle nostre notifiche
house-templates-lead = Come è formulato ogni testo prima che qualcuno lo modifichi. L'organizzazione può formulare diversamente ogni parte; quali parti vi sono, e che cosa la legge richiede, resta. Le bozze già iniziate restano come sono.
house-template-language = Lingua
house-template-words = Testo
house-template-shipped = Come fornito con il programma
house-template-own = Testo proprio, versione { $version }: { $name }, { $at }
house-template-own-words = testo proprio
house-template-kept = Salvato. La prossima bozza usa questo testo.
house-template-shipped-again = Vale di nuovo il testo fornito.
house-template-lead = Modificare il testo di una parte, provarlo, poi salvarlo. I segni tra parentesi graffe si riempiono con i dati del caso; una parte lasciata com'è segue il programma quando questo la formula meglio.
house-template-heading = Titolo
house-template-body = Testo
house-template-when = Compare solo se:
house-template-try = Prova
house-template-keep = Salva questo testo
house-template-back = Torna al testo fornito
house-template-back-note = La versione attuale resta agli atti.
house-template-tried = Si può compilare
house-template-tried-lead = Provato con fatti inventati: tutto noto, tutto noto e lungo come si scrive, nulla di noto. Non è ancora salvato. Segni come ‹incident.systems› stanno per ciò che sarà stato scritto.
house-template-remarks = Il controllo del testo segnalerà, oltre a quanto segnala del testo fornito:
house-template-remark = { $rule }: «{ $words }»
house-template-full = Con ogni fatto noto
house-template-empty = Senza alcun fatto noto
house-template-help = Che cosa può stare in un testo
house-template-help-values = Valori:
house-template-help-facts = Fatti, con il loro codice dall'elenco qui sotto:
house-template-help-marks = Come si scrivono:
house-template-same = È il testo fornito; non c'è nulla da provare.
house-template-refused = Questo testo non si può salvare.
house-template-meanwhile = Qualcuno ha modificato un testo da quando questa pagina è aperta. Quanto scritto è qui sotto; riaprire la pagina, guardare che cosa è cambiato e salvare di nuovo.
house-problem-no-notice = Il programma non ha questo testo in questa lingua.
house-problem-no-block = Il testo non ha più la parte «{ $block }».
house-problem-long = Supera { $most } caratteri.
house-problem-lines = Un titolo sta su una riga.
house-problem-not-allowed = Questo non può stare in un testo: «{ $words }». Sono ammessi solo valori, fatti, condizioni ed elenchi, come mostra l'aiuto qui sopra.
house-problem-name = Nulla si chiama «{ $name }». L'aiuto qui sopra elenca ciò che esiste.
house-problem-fact = I testi non conoscono un fatto «{ $fact }». L'aiuto qui sopra li elenca.
house-problem-broken = Una condizione o un elenco non è chiuso: { $detail }.
house-problem-not-filled = Non si può compilare, o supera la lunghezza di qualunque notifica: { $detail }.
house-problem-too-long-filled = Compilato con fatti lunghi supera la lunghezza di qualunque notifica: un testo vi compare troppe volte.
house-problem-leaves-out = Il testo fornito lo dice e questo no: { $what }, { $law }. Va comunicato.
house-problem-leaves-name = Il testo fornito lo dice e questo no: ‹{ $name }›. Serve a chi legge.
house-problem-stops = Ogni messaggio con questo testo verrebbe fermato: { $rule } («{ $words }»).
notice-wording-own = Bozza con il testo proprio dell'organizzazione, versione { $version }.
notice-wording-shipped = Il testo proprio dell'organizzazione (versione { $version }) non si è potuto compilare per questo caso: qui sta quello fornito. Avvisare chi cura i testi.
