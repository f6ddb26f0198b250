# The law's own sentences: names of rules and stages, what removes a duty, why something does not arise, what would decide.
# Keys come from policies/ and src/policy/reasons.rs; tests compare the English texts and ask for every key in every language.
law-regime-name-gdpr = GDPR
law-regime-name-eprivacy-611 = Regolamento 611/2013
law-regime-name-uk-gdpr = UK GDPR
law-regime-name-uk-pecr = PECR (Regno Unito)
law-regime-name-ch-fadp = LPD (Svizzera)
law-regime-name-no-ekom = Legge sulle comunicazioni elettroniche (Norvegia)
law-regime-name-mk-lpdp = Legge sulla protezione dei dati personali (Macedonia del Nord)
law-regime-name-ug-dppa = Data Protection and Privacy Act (Uganda)
law-regime-name-za-popia = POPIA (Sudafrica)
law-regime-name-gdpr-omnibus = GDPR, proposta COM(2025) 837
law-regime-name-dora = DORA (regolamento (UE) 2022/2554)
law-regime-name-dora-no-weekend-relief = DORA senza rinvio per fine settimana e festivi (RTS (UE) 2025/301, art. 5, par. 6)
law-regime-name-cra = Cyber Resilience Act
law-regime-name-eidas = eIDAS
law-regime-name-eudpr = Regolamento (UE) 2018/1725
law-regime-name-led = Direttiva (UE) 2016/680
law-regime-name-ch-isa = Legge sulla sicurezza delle informazioni (Svizzera)
law-regime-name-ch-outage = Svizzera: segnalazioni di interruzioni dei servizi di comunicazione (UFCOM)
law-regime-name-mk-telecom = Macedonia del Nord: obblighi verso l'agenzia delle comunicazioni elettroniche
law-regime-name-ug-telecom = Uganda: obblighi verso la Communications Commission
law-regime-name-za-telecom = Sudafrica: obblighi verso ICASA
law-rule-gdpr-33 = Notifica all'autorità di controllo
law-stage-gdpr-33-sa_notification = Notifica
law-remove-gdpr-33-1 = una decisione registrata secondo cui è improbabile che la violazione presenti un rischio per i diritti e le libertà (art. 33, par. 1), che il titolare deve poter dimostrare (considerando 85)
law-remove-gdpr-33-2 = l'accertamento che non sono stati colpiti dati estranei al servizio di comunicazione
law-outside-gdpr-33 = { $controller }: questi dati sono trattati per il servizio di comunicazione: l'obbligo specifico è il Regolamento 611/2013 (art. 95 GDPR)
law-rule-gdpr-33-2 = Il responsabile informa il titolare
law-stage-gdpr-33-2-processor_notice = Avviso al titolare
law-remove-gdpr-33-2-1 = l'accertamento che non sono stati colpiti dati personali
law-rule-gdpr-34 = Comunicazione agli interessati
law-stage-gdpr-34-communication = Comunicazione
law-remove-gdpr-34-1 = una decisione registrata secondo cui un rischio elevato non è probabile (art. 34, par. 1)
law-remove-gdpr-34-2 = un'esenzione registrata: dati incomprensibili, misure successive, o sforzo sproporzionato con una comunicazione pubblica al suo posto (art. 34, par. 3, lett. a, b, c)
law-remove-gdpr-34-3 = l'accertamento che non sono stati colpiti dati estranei al servizio di comunicazione
law-outside-gdpr-34 = { $controller }: questi dati sono trattati per il servizio di comunicazione: l'obbligo specifico è l'art. 3 del Regolamento 611/2013 (art. 95 GDPR)
law-rule-eprivacy-611 = Notifica all'autorità nazionale competente di una violazione di dati del servizio di comunicazione
law-stage-eprivacy-611-initial = Prima notifica
law-stage-eprivacy-611-second = Seconda notifica
law-remove-eprivacy-611-1 = l'accertamento che non sono stati colpiti dati del servizio di comunicazione; nessun livello di rischio lo fa venir meno
law-outside-eprivacy-611 = { $controller }: questi dati non sono trattati per il servizio di comunicazione (art. 1): l'obbligo è l'art. 33 GDPR
law-rule-eprivacy-611-3 = Comunicazione ai contraenti e alle persone
law-stage-eprivacy-611-3-subscriber_notice = Messaggio alle persone
law-remove-eprivacy-611-3-1 = una decisione registrata secondo cui non è probabile che la violazione pregiudichi i dati personali o la vita privata di alcuno (art. 3, parr. 1 e 2)
law-remove-eprivacy-611-3-2 = l'autorità si è detta convinta che i dati erano incomprensibili (art. 4); la richiesta non basta
law-remove-eprivacy-611-3-3 = nulla, ma è rinviata se avvisare le persone metterebbe a rischio le indagini e l'autorità è d'accordo (art. 3(5)); l'accordo è agli atti
law-outside-eprivacy-611-3 = { $controller }: questi dati non sono trattati per il servizio di comunicazione (art. 1): l'obbligo è l'art. 34 GDPR
law-rule-uk-gdpr-33 = Notifica all'Information Commissioner
law-stage-uk-gdpr-33-ico_notification = Notifica
law-remove-uk-gdpr-33-1 = una decisione registrata secondo cui è improbabile che la violazione presenti un rischio per i diritti e le libertà (art. 33, par. 1)
law-remove-uk-gdpr-33-2 = l'accertamento che non sono stati colpiti dati estranei al servizio di comunicazione
law-outside-uk-gdpr-33 = { $controller }: questi dati sono trattati per il servizio di comunicazione: la notifica secondo la PECR reg. 5A sostituisce questa
law-rule-uk-gdpr-34 = Comunicazione agli interessati
law-stage-uk-gdpr-34-communication = Comunicazione
law-remove-uk-gdpr-34-1 = una decisione registrata secondo cui un rischio elevato non è probabile (art. 34, par. 1)
law-remove-uk-gdpr-34-2 = un'esenzione registrata ai sensi dell'art. 34, par. 3, lett. a, b o c
law-remove-uk-gdpr-34-3 = l'accertamento che non sono stati colpiti dati estranei al servizio di comunicazione
law-outside-uk-gdpr-34 = { $controller }: questi dati sono trattati per il servizio di comunicazione: l'obbligo specifico è la PECR reg. 5A
law-rule-uk-pecr-5a = Notifica all'Information Commissioner di una violazione di dati del servizio di comunicazione
law-stage-uk-pecr-5a-initial = Prima notifica
law-stage-uk-pecr-5a-second = Seconda notifica
law-remove-uk-pecr-5a-1 = l'accertamento che non sono stati colpiti dati del servizio di comunicazione; nessun livello di rischio lo fa venir meno
law-outside-uk-pecr-5a = { $controller }: questi dati non sono trattati per il servizio di comunicazione: l'obbligo è l'art. 33 UK GDPR
law-rule-uk-pecr-5a-people = Comunicazione ai contraenti e agli utenti
law-stage-uk-pecr-5a-people-subscriber_notice = Messaggio alle persone
law-remove-uk-pecr-5a-people-1 = una decisione registrata secondo cui non è probabile che la violazione pregiudichi i dati personali o la vita privata di alcuno
law-remove-uk-pecr-5a-people-2 = il Commissioner si è detto convinto che i dati erano incomprensibili (art. 4); la richiesta non basta
law-remove-uk-pecr-5a-people-3 = nulla, ma è rinviata se avvisare le persone metterebbe a rischio le indagini e il Commissioner è d'accordo (art. 3(5)); l'accordo è agli atti
law-outside-uk-pecr-5a-people = { $controller }: questi dati non sono trattati per il servizio di comunicazione: l'obbligo è l'art. 34 UK GDPR
law-rule-ch-fadp-24 = Notifica all'Incaricato federale della protezione dei dati e della trasparenza
law-stage-ch-fadp-24-initial = Prima notifica
law-remove-ch-fadp-24-1 = una decisione registrata secondo cui non è probabile un rischio elevato per la personalità o i diritti fondamentali (art. 24 cpv. 1)
law-remove-ch-fadp-24-2 = l'accertamento che non sono stati colpiti dati personali
law-rule-ch-fadp-24-3 = Il responsabile informa il titolare
law-stage-ch-fadp-24-3-processor_notice = Avviso al titolare
law-remove-ch-fadp-24-3-1 = l'accertamento che non sono stati colpiti dati personali
law-rule-ch-fadp-24-people = Informazione delle persone interessate
law-stage-ch-fadp-24-people-subscriber_notice = Messaggio alle persone
law-remove-ch-fadp-24-people-1 = una decisione registrata secondo cui l'informazione non è necessaria alla loro protezione e l'Incaricato non l'ha richiesta (art. 24 cpv. 4)
law-remove-ch-fadp-24-people-2 = l'accertamento che non sono stati colpiti dati personali
law-rule-no-ekom = Notifica all'autorità norvegese delle comunicazioni di una violazione di sicurezza che lede la vita privata
law-stage-no-ekom-initial = Prima notifica
law-remove-no-ekom-1 = l'accertamento che tali dati non sono stati colpiti
law-outside-no-ekom = { $controller }: questi dati non sono trattati per il servizio di comunicazione: vale il GDPR, con Datatilsynet
law-rule-no-ekom-people = Comunicazione ai contraenti e agli utenti
law-stage-no-ekom-people-subscriber_notice = Messaggio alle persone
law-remove-no-ekom-people-1 = una decisione registrata secondo cui questa legge non richiede di informare le persone in questo caso
law-remove-no-ekom-people-2 = l'accertamento che tali dati non sono stati colpiti
law-outside-no-ekom-people = { $controller }: questi dati non sono trattati per il servizio di comunicazione: vale il GDPR, con Datatilsynet
law-rule-mk-lpdp = Notifica all'Agenzia per la protezione dei dati personali
law-stage-mk-lpdp-initial = Prima notifica
law-remove-mk-lpdp-1 = una decisione registrata secondo cui un rischio elevato non è probabile (le pagine dell'Agenzia indicano una soglia più alta del GDPR)
law-remove-mk-lpdp-2 = l'accertamento che tali dati non sono stati colpiti
law-rule-mk-lpdp-people = Informazione delle persone interessate
law-stage-mk-lpdp-people-subscriber_notice = Messaggio alle persone
law-remove-mk-lpdp-people-1 = una decisione registrata secondo cui questa legge non richiede di informare le persone in questo caso
law-remove-mk-lpdp-people-2 = l'accertamento che tali dati non sono stati colpiti
law-rule-ug-dppa = Notifica al Personal Data Protection Office
law-stage-ug-dppa-initial = Prima notifica
law-remove-ug-dppa-1 = l'accertamento che tali dati non sono stati colpiti
law-rule-ug-dppa-people = Informazione delle persone interessate
law-stage-ug-dppa-people-subscriber_notice = Messaggio alle persone
law-remove-ug-dppa-people-1 = una decisione registrata secondo cui questa legge non richiede di informare le persone in questo caso
law-remove-ug-dppa-people-2 = l'accertamento che tali dati non sono stati colpiti
law-rule-za-popia = Notifica all'Information Regulator
law-stage-za-popia-initial = Prima notifica
law-remove-za-popia-1 = l'accertamento che tali dati non sono stati colpiti
law-rule-za-popia-people = Informazione delle persone interessate
law-stage-za-popia-people-subscriber_notice = Messaggio alle persone
law-remove-za-popia-people-1 = una decisione registrata secondo cui questa legge non richiede di informare le persone in questo caso
law-remove-za-popia-people-2 = l'accertamento che tali dati non sono stati colpiti
law-rule-gdpr-33-omnibus = Notifica all'autorità di controllo secondo la proposta COM(2025) 837
law-stage-gdpr-33-omnibus-sa_notification = Notifica
law-remove-gdpr-33-omnibus-1 = una decisione registrata secondo cui un rischio elevato non è probabile
law-outside-gdpr-33-omnibus = { $controller }: questi dati sono trattati per il servizio di comunicazione
law-basis-gdpr-33-1-unlikely-risk = un rischio è improbabile (art. 33, par. 1)
law-basis-gdpr-34-1-no-high-risk = un rischio elevato non è probabile (art. 34, par. 1)
law-basis-gdpr-33-1-no-high-risk = un rischio elevato non è probabile
law-basis-34-3-a = i dati erano incomprensibili a terzi (art. 34, par. 3, lett. a)
law-basis-34-3-b = misure successive hanno eliminato il rischio elevato (art. 34, par. 3, lett. b)
law-basis-34-3-c = sforzo sproporzionato, con una comunicazione pubblica al suo posto (art. 34, par. 3, lett. c)
law-basis-611-3-no-adverse-effect = un pregiudizio non è probabile (art. 3 del Regolamento 611/2013)
law-basis-611-4-accepted = l'autorità ha accettato che i dati erano incomprensibili (art. 4 del Regolamento 611/2013)
law-basis-uk-gdpr-33-1-unlikely-risk = un rischio è improbabile (art. 33, par. 1, UK GDPR)
law-basis-uk-gdpr-34-1-no-high-risk = un rischio elevato non è probabile (art. 34, par. 1, UK GDPR)
law-basis-ch-fadp-24-1-no-high-risk = un rischio elevato non è probabile (art. 24 cpv. 1 LPD)
law-basis-ch-fadp-24-4-not-needed = non necessaria alla loro protezione (art. 24 cpv. 4 LPD)
law-basis-mk-no-high-risk = un rischio elevato non è probabile
law-basis-not-asked-by-this-law = questa legge non lo richiede in questo caso
law-channel-online_form = modulo online
law-channel-downloadable_form = modulo da scaricare
law-channel-email = e-mail
law-channel-pec = PEC
law-channel-post = posta
law-channel-unknown = non noto: telefonare prima
law-channel-phone = telefono
law-channel-e_delivery = servizio di recapito elettronico
law-market-no-service = nessun servizio: { $reason }
law-market-not-affected = non interessato: { $reason }
law-not-in-force = in vigore dal { $from }; l'evento è del { $day }
law-no-data-hit = nessun dato di { $controller } è stato colpito
law-no-rule = Questo programma non contiene il diritto di questo paese: { $country }. Verificarlo a mano
law-part-of = Nel diritto dell'Unione questo territorio ({ $country }) fa parte di un altro paese ({ $parent }): indicare lì le persone interessate, altrimenti per loro non risulta alcun dovere
law-no-telecom-rule = Questo programma non contiene regole per i fornitori di servizi di comunicazione di questo paese: { $country }. Verificarle a mano
law-regime-by-hand = Non contenuto in questo programma, da verificare a mano: { $name }
law-regime-later = Non contenuto in questo programma: { $name }. Si applica dal { $from }, e l’evento è del { $day }
law-regime-earlier = Non contenuto in questo programma: { $name }. Si è applicato fino al { $until }, e l’evento è del { $day }
law-regime-other-roles = Non contenuto in questo programma: { $name }. Vincola solo { $roles }, e nessun titolare di questo caso risulta tale
law-problem-future =
    Nel futuro: { $what ->
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
    } ({ $at }) è successivo al momento di questo piano.
law-problem-twice =
    Registrato due volte: { $what ->
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
    }, come { $earlier } e come { $later }; decorre il primo.
law-problem-before-signal =
    Prima della prima segnalazione ({ $signal }): { $what ->
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
    } ({ $at }); uno dei due è sbagliato.
law-problem-no-market = Per { $controller } non è indicato alcun mercato: le leggi che vincolano per mercato non sono state esaminate.
law-problem-decision-removes-nothing = La decisione «{ $decision }» non fa venir meno l'obbligo { $rule }: { $words }.
law-problem-ground = La decisione «{ $decision }» su { $rule } indica il motivo «{ $given }»; contano solo questi: { $known }.
law-problem-filing-rule = Un invio indica la regola «{ $rule }», che non è caricata.
law-problem-filing-stage = Un invio secondo «{ $rule }» indica la fase «{ $stage }», che non esiste.
law-problem-filing-recipient = Un invio secondo «{ $rule }» è andato a «{ $recipient }», a cui questo piano non ne deve.
law-problem-decision-rule = Una decisione indica la regola «{ $rule }», che non è caricata.
law-problem-filing-future = Nel futuro: un invio per «{ $rule }» ({ $at }) è successivo al momento di questo piano.
law-problem-filing-after-plan = Un invio per «{ $rule }» ({ $at }) è successivo al momento di questo piano e non vi è considerato.
law-problem-decision-recipient = Una decisione su «{ $rule }» riguarda «{ $recipient }», a cui questo piano non deve nulla.
law-decide-data-hit = se i dati «{ $id }» sono stati colpiti
law-decide-data-scope = se i dati «{ $id }» sono dati del servizio di comunicazione
law-decide-data-sets = quali dati di «{ $id }» esistono
law-decide-instant =
    quando è avvenuto: { $what ->
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
    }
law-decide-market = se vi sono persone interessate ({ $country })
law-decide-roles = i ruoli di «{ $id }»
law-decide-region = il Land o la regione di «{ $id }»
law-decide-main-establishment = lo stabilimento principale di «{ $id }»
law-decide-rule-verified = la legge stessa: nessuno ha verificato alla fonte la regola «{ $rule }»
law-decide-risk = il rischio per le persone
law-decide-fact = il fatto «{ $id }»
law-starts-later = vincola questo titolare dal { $from }; l'evento è del { $day }
law-joint-lead = secondo l'accordo dei contitolari (art. 26) notifica { $lead }; la responsabilità verso le persone resta di tutti
law-problem-joint-lead = { $controller } lascerebbe la notifica a { $lead }, che non è titolare in questo caso: il dovere resta.
law-problem-joint-lead-owes-nothing = { $controller } lascerebbe la notifica a { $lead }, che non ne deve alcuna secondo { $rule }: il dovere resta.
law-problem-joint-circle = { $controller } e { $other } si lascerebbero la notifica a vicenda: ciascuno la deve.
law-problem-aware-after-processor = Un responsabile ha dato comunicazione ({ $told }) prima che il titolare risulti a conoscenza ({ $aware }); indicare perché la conoscenza è successiva, oppure correggere.
law-problem-aware-after-detection = La compromissione dei dati era nota ({ $found }) prima che il titolare risulti a conoscenza ({ $aware }); indicare perché la conoscenza è successiva, oppure correggere.
law-problem-decision-reason = La decisione su { $rule } non ha motivazione: una decisione di non informare si conserva con i suoi motivi.
law-problem-decisions-differ = Le decisioni su { $rule } si contraddicono: il dovere resta finché una di esse non è ritirata.
law-problem-market-reason = Un paese risulta non interessato ({ $country }, { $controller }) senza motivazione: indicare come lo si sa.
law-problem-filing-several = Un invio per «{ $rule }» a «{ $recipient }» non dice di chi è e vale per ciascuno di { $controllers }: verificare se ha informato di tutti.
law-problem-decision-several = Una decisione su «{ $rule }» non dice di chi è e vale per ciascuno di { $controllers }: verificare se riguarda tutti.
law-no-establishment = { $name }: { $controller } serve persone dove si applica e non vi ha alcuno stabilimento, per cui il Paese non è determinato. Accertare dove si trova il rappresentante ed esaminare quella legge a mano.
law-decide-telecom-law = se la legge ({ $country }) sui servizi di comunicazione prevede un dovere proprio al posto di questo
law-decide-markets = i mercati di «{ $id }» in cui vi sono persone interessate
law-decide-regime-start = da quale giorno «{ $regime }» vincola «{ $id }»

law-contract-other-data = { $act }: i dati di questo contratto non sono tra quelli colpiti
law-contract-other-markets = { $act }: nessun mercato di questo contratto è interessato
law-contract-excepted = { $act }: il contratto fa un’eccezione per quanto dice `{ $fact }`
law-contract-other-facts = { $act }: il contratto richiede altro rispetto a quanto dice `{ $fact }`
law-stage-gdpr-33-supplementary = Informazioni integrative
law-stage-eprivacy-611-remaining = Informazioni rimanenti
law-remove-eprivacy-611-3-4 = accertare che non è stato colpito alcun dato del servizio di comunicazione
law-stage-eprivacy-611-3-media_notice = Avviso sui mezzi di informazione
law-basis-611-3-5-delay-agreed = l'autorità ha acconsentito a un rinvio (art. 3(5))
law-basis-611-3-7-media = le persone non identificabili sono raggiunte tramite i mezzi di informazione (art. 3(7))
law-rule-eprivacy-611-5 = Informazione al fornitore che ha il contratto con gli abbonati
law-remove-eprivacy-611-5-1 = accertare che nessun dato è stato colpito
law-stage-eprivacy-611-5-provider_notice = Informazione all'altro fornitore
law-stage-uk-gdpr-33-supplementary = Informazioni integrative
law-rule-uk-gdpr-33-2 = Il responsabile avvisa il titolare
law-remove-uk-gdpr-33-2-1 = accertare che nessun dato personale è stato colpito
law-stage-uk-gdpr-33-2-processor_notice = Avviso al titolare
law-stage-uk-pecr-5a-remaining = Informazioni rimanenti
law-stage-uk-pecr-5a-supplementary = Informazioni integrative
law-remove-uk-pecr-5a-people-4 = accertare che non è stato colpito alcun dato del servizio di comunicazione
law-remove-gdpr-33-omnibus-2 = accertare che nessun dato estraneo al servizio di comunicazione è stato colpito
law-rule-eudpr-34 = Notifica al Garante europeo della protezione dei dati
law-remove-eudpr-34-1 = una decisione agli atti che un rischio per i diritti e le libertà è improbabile
law-remove-eudpr-34-2 = accertare che nessun dato personale è stato colpito
law-stage-eudpr-34-edps_notification = Notifica
law-basis-eudpr-34-1-unlikely-risk = un rischio è improbabile (art. 34(1))
law-rule-eudpr-35 = Comunicazione agli interessati
law-remove-eudpr-35-1 = una decisione agli atti che un rischio elevato non è probabile
law-remove-eudpr-35-2 = un'esenzione agli atti come nell'art. 34(3) GDPR (non letta in questo atto)
law-remove-eudpr-35-3 = accertare che nessun dato personale è stato colpito
law-stage-eudpr-35-communication = Comunicazione
law-basis-eudpr-35-no-high-risk = un rischio elevato non è probabile (art. 35)
law-basis-eudpr-35-3 = un'esenzione dell'art. 35(3) (non letto)
law-rule-led-30 = Notifica all'autorità di controllo (attività di contrasto)
law-remove-led-30-1 = una decisione agli atti che un rischio per i diritti e le libertà è improbabile
law-remove-led-30-2 = accertare che nessun dato personale è stato colpito
law-stage-led-30-sa_notification = Notifica
law-basis-led-30-1-unlikely-risk = un rischio è improbabile (art. 30(1))
law-rule-led-30-6 = Informare il titolare dell'altro Stato membro (attività di contrasto)
law-remove-led-30-6-1 = una decisione agli atti che nessun dato proviene da un titolare di un altro Stato membro
law-remove-led-30-6-2 = accertare che nessun dato personale è stato colpito
law-stage-led-30-6-controller_notice = Avviso al titolare
law-basis-led-30-6-none-from-abroad = nessun dato proviene da un altro Stato membro (art. 30(6))
law-rule-led-31 = Comunicazione agli interessati (attività di contrasto)
law-remove-led-31-1 = una decisione agli atti che un rischio elevato non è probabile
law-remove-led-31-2 = una limitazione agli atti per un motivo dell'art. 13(3) (non letto)
law-remove-led-31-3 = accertare che nessun dato personale è stato colpito
law-stage-led-31-communication = Comunicazione
law-basis-led-31-no-high-risk = un rischio elevato non è probabile (art. 31)
law-basis-led-13-3 = un motivo dell'art. 13(3) (non letto)
law-rule-dora-19 = Segnalazione di un incidente TIC grave
law-remove-dora-19-1 = una decisione agli atti che l'incidente non soddisfa i criteri di uno grave, o una riclassificazione comunicata all'autorità
law-stage-dora-19-initial = Notifica iniziale
law-stage-dora-19-intermediate = Relazione intermedia
law-stage-dora-19-final = Relazione finale
law-basis-dora-not-major = l'incidente non è grave
law-rule-dora-19-clients = Informazione ai clienti i cui interessi finanziari sono colpiti
law-remove-dora-19-clients-1 = una decisione agli atti che l'incidente non è grave o non tocca gli interessi finanziari dei clienti
law-stage-dora-19-clients-client_notice = Informazione ai clienti
law-basis-dora-no-client-interest = nessun interesse finanziario dei clienti è colpito
law-rule-cra-14 = Notifica di una vulnerabilità sfruttata o di un incidente grave in un prodotto
law-remove-cra-14-1 = una decisione agli atti che nessuna vulnerabilità del prodotto è attivamente sfruttata e che l'incidente non ha un impatto grave sulla sua sicurezza
law-stage-cra-14-early_warning = Preallarme
law-stage-cra-14-notification = Notifica
law-stage-cra-14-final_vulnerability = Relazione finale sulla vulnerabilità
law-stage-cra-14-final_incident = Relazione finale sull'incidente
law-basis-cra-not-exploited-not-severe = né sfruttata né grave
law-rule-eidas-19a = Notifica all'organismo di vigilanza per i servizi fiduciari
law-remove-eidas-19a-1 = una decisione agli atti che non vi è un impatto significativo sul servizio fiduciario o sui dati personali in esso
law-stage-eidas-19a-supervisory_body_24h = Notifica
law-basis-eidas-no-significant-impact = nessun impatto significativo
law-rule-eidas-19a-people = Notifica alle persone colpite e, se è nell'interesse pubblico, al pubblico
law-remove-eidas-19a-people-1 = una decisione agli atti che non vi è un impatto significativo sul servizio fiduciario o sui dati personali in esso
law-stage-eidas-19a-people-person_notice = Messaggio alle persone
law-when-eidas-19a-controller-qualified_trust_service = il prestatore è qualificato: la notifica è chiesta dall’art. 24, par. 2, lett. f ter, entro 24 ore dall’incidente stesso
law-when-eidas-19a-people-controller-qualified_trust_service = il prestatore è qualificato: la notifica è chiesta dall’art. 24, par. 2, lett. f ter, entro 24 ore dall’incidente stesso
law-rule-eidas-24-2-fb = Notifica all’organismo di vigilanza da parte del prestatore di servizi fiduciari qualificato
law-remove-eidas-24-2-fb-1 = una decisione agli atti che non vi è un impatto significativo sul servizio fiduciario o sui dati personali in esso
law-stage-eidas-24-2-fb-supervisory_body_24h = Notifica
law-when-eidas-24-2-fb-controller-qualified_trust_service = il prestatore non è qualificato: la notifica è chiesta dall’art. 19 bis
law-rule-eidas-24-2-fb-people = Notifica alle persone colpite da parte del prestatore di servizi fiduciari qualificato
law-remove-eidas-24-2-fb-people-1 = una decisione agli atti che non vi è un impatto significativo sul servizio fiduciario o sui dati personali in esso
law-stage-eidas-24-2-fb-people-person_notice = Comunicazione alle persone
law-when-eidas-24-2-fb-people-controller-qualified_trust_service = il prestatore non è qualificato: la notifica è chiesta dall’art. 19 bis
law-rule-ch-isa-74 = Segnalazione di un ciberattacco all'Ufficio federale della cibersicurezza
law-remove-ch-isa-74-1 = una decisione agli atti che non c'è stato un attacco, o che nessuno dei quattro motivi di segnalazione ricorre
law-stage-ch-isa-74-bacs_24h = Prima segnalazione
law-stage-ch-isa-74-bacs_completion_14d = Completamento
law-basis-ch-isa-not-reportable = non è un attacco da segnalare
law-when-ch-isa-74-incident-cause = nessun attacco: è noto che la causa non è dolosa
law-regime-name-it-risk-information = Italia: Codice privacy art. 132-quater, informazioni su un rischio particolare di violazione; non è una notifica di violazione (non verificato)
