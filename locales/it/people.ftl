# Comunicazione agli interessati: destinatari, testi, invio, avanzamento.
people-title = Interessati
people-lead = Ogni persona interessata riceve un messaggio nella propria lingua. Una seconda persona lo approva per il numero esatto di destinatari.
people-none = In questo caso non è stato ancora scritto a nessuno.
people-mail-outs = Invii
people-mail-outs-caption = Invii di questo caso, dal più recente
people-mail-out = Invio { $number }, { $languages }
people-mail-out-title = Invio { $number }
people-head-mail-out = Invio
people-head-people = Per e-mail
people-head-letters = Per lettera
people-head-state = Stato
people-head-started = Avviato
people-head-rows = Righe
people-head-what = Che cosa succede
people-waiting = File in attesa di accettazione
people-waiting-since = caricato { $at }, verrà eliminato { $ends }
people-upload = Carica un elenco di destinatari
people-no-text-yet = In questo caso non c’è ancora un messaggio agli interessati. L’elenco si può controllare adesso, il messaggio va scritto prima dell’approvazione.
people-to-notices = Alle comunicazioni
people-file = File dei destinatari
people-file-hint = CSV o cartella di lavoro (XLSX) con un solo foglio, con una colonna per gli indirizzi e-mail e una per i nomi; meglio anche lingua e riferimento. Fino a 1.000.000 di righe, una cartella di lavoro fino a 32 MB.
people-check-file = Controlla il file
people-sample = Un file di esempio
people-where-data-stay = Il file viene cifrato mentre arriva e attende al massimo 24 ore. Nulla viene conservato finché il file non è accettato; poi ogni riga è cifrata con una chiave di questo invio.
people-upload-missing = Scegliere un file
people-upload-too-large = Il file è troppo grande. Dividerlo e caricare le parti una dopo l’altra
people-upload-empty = Il file è vuoto
people-upload-gone = Il file non è più in attesa: è stato accettato, annullato, o è passato un giorno. Caricarlo di nuovo
people-upload-spoilt = Il file in attesa non si può più aprire. Caricarlo di nuovo
people-upload-not-csv = Questo non è né un file CSV né una cartella di lavoro (XLSX). Una cartella in un formato più vecchio o con password va salvata di nuovo come XLSX, senza password
people-upload-workbook-unreadable = Questa non è una cartella di lavoro in formato XLSX, oppure è danneggiata. Salvare di nuovo l’elenco come XLSX o come CSV
people-upload-workbook-too-large = La cartella di lavoro supera 32 MB, o decompressa occupa troppo. Salvare l’elenco come CSV
people-upload-several-sheets = Più di un foglio della cartella contiene qualcosa; contano anche quelli nascosti. Lasciarvi solo l’elenco
people-bad-columns = Due colonne hanno lo stesso significato. Sceglierne una
people-bad-language = Scegliere una delle lingue
people-file-no-email-column = Nessuna colonna contiene indirizzi e-mail. Indicare qui sotto quale
people-file-no-name-column = Nessuna colonna contiene nomi. Indicare qui sotto quale
people-file-columns-do-not-fit = Il file ha { $found } colonne, ma sono stati scelti significati per { $chosen }
people-file-too-many-rows = Il file ha più di { $most } righe. Dividerlo
people-file-row-too-large = La riga { $row } non finisce. Probabilmente lì non è chiusa una virgoletta
people-import-title = Destinatari: { $file }
people-import-lead = Nulla viene conservato finché il file non è accettato.
people-problems-in-rows = { $rows ->
    [one] C’è un problema in una riga
   *[other] Ci sono problemi in { $rows } righe
  }
people-kind-address = { $rows ->
    [one] Correggere un indirizzo
   *[other] Correggere { $rows } indirizzi
  }
people-kind-name-missing = { $rows ->
    [one] Inserire il nome mancante in una riga
   *[other] Inserire il nome mancante in { $rows } righe
  }
people-kind-nothing-to-reach = { $rows ->
    [one] Una riga non ha né indirizzo né nome né riferimento
   *[other] { $rows } righe non hanno né indirizzo né nome né riferimento
  }
people-kind-columns = { $rows ->
    [one] Una riga ha un numero di colonne diverso dall’intestazione
   *[other] { $rows } righe hanno un numero di colonne diverso dall’intestazione
  }
people-kind-too-long = { $rows ->
    [one] Una riga ha un campo troppo lungo
   *[other] { $rows } righe hanno un campo troppo lungo
  }
people-kind-line-break = { $rows ->
    [one] Una riga contiene un a capo dove serve una sola riga
   *[other] { $rows } righe contengono un a capo dove serve una sola riga
  }
people-kind-control = { $rows ->
    [one] Una riga contiene caratteri invisibili
   *[other] { $rows } righe contengono caratteri invisibili
  }
people-kind-unreadable = { $rows ->
    [one] Una riga contiene caratteri illeggibili
   *[other] { $rows } righe contengono caratteri illeggibili
  }
people-kind-formula = { $rows ->
    [one] Una riga contiene una formula al posto del nome
   *[other] { $rows } righe contengono una formula al posto del nome
  }
people-kind-swallowed-rows = { $rows ->
    [one] In una riga una virgoletta non è chiusa e assorbe le righe seguenti
   *[other] In { $rows } righe una virgoletta non è chiusa e assorbe le righe seguenti
  }
people-problem-address = non è un indirizzo
people-problem-name-missing = manca il nome
people-problem-nothing-to-reach = né indirizzo né nome né riferimento
people-problem-columns = numero di colonne diverso dall’intestazione
people-problem-too-long = troppo lungo
people-problem-line-break = contiene un a capo
people-problem-control = caratteri invisibili
people-problem-unreadable = caratteri illeggibili
people-problem-formula = una formula, non un nome
people-problem-swallowed-rows = virgoletta non chiusa; assorbe le righe seguenti
people-problem-in = { $problem } (colonna «{ $column }»)
people-address-no-at = non è un indirizzo: manca la @
people-address-two-ats = non è un indirizzo: due @
people-address-space-inside = non è un indirizzo: contiene uno spazio
people-address-name-inside = qui va solo l’indirizzo, senza nome né parentesi
people-address-several-addresses = più indirizzi in una cella
people-address-nothing-before-at = non è un indirizzo: nulla prima della @
people-address-dot-misplaced = non è un indirizzo: un punto alla fine, all’inizio o doppio
people-address-no-domain = non è un indirizzo: manca il dominio dopo la @
people-address-domain-receives-no-mail = il dominio non può ricevere posta
people-address-not-ascii = le lettere accentate prima della @ non vengono recapitate ovunque
people-address-forbidden-character = non è un indirizzo: carattere non ammesso
people-address-too-long = più lungo di quanto possa essere un indirizzo
people-sum-title = La somma
people-sum-accepted = Righe valide
people-sum-letters = Righe senza indirizzo
people-sum-duplicates = La stessa persona due volte
people-sum-rejected = Righe con un problema
people-sum-total = Righe nel file
people-sum-what-accepted = ricevono un messaggio
people-sum-what-letters = vanno nell’elenco delle lettere
people-sum-what-duplicates = vengono omesse: un messaggio per persona
people-sum-what-rejected = attendono una Sua decisione; non vengono importate
people-sum-agrees = { $sum }, la somma torna
people-read-as = Letto come { $encoding }, separato da { $separator }, { $header }
people-read-as-workbook = Letto come cartella di lavoro, { $header }; formule con l’ultimo valore, date come numeri
people-separator-comma = virgole
people-separator-semicolon = punti e virgola
people-separator-tab = tabulazioni
people-separator-bar = barre verticali
people-header = intestazione nella prima riga
people-no-header = senza riga di intestazione
people-warn-shared = { $count ->
    [one] Una persona condivide l’indirizzo con un’altra. Ciascuna riceve comunque il proprio messaggio.
   *[other] { $count } persone condividono l’indirizzo con un’altra. Ciascuna riceve comunque il proprio messaggio.
  }
people-warn-roles = { $count ->
    [one] Un indirizzo è di una funzione, come info@. Può leggerlo più di una persona.
   *[other] { $count } indirizzi sono di una funzione, come info@. Può leggerli più di una persona.
  }
people-warn-own = { $count ->
    [one] Un indirizzo è del Suo stesso dominio.
   *[other] { $count } indirizzi sono del Suo stesso dominio.
  }
people-warn-before = { $count ->
    [one] Un indirizzo era già in un elenco precedente di questo caso.
   *[other] { $count } indirizzi erano già in un elenco precedente di questo caso.
  }
people-warn-brings-in = { $count ->
    [one] Una riga esclusa dall’invio { $number } si trova in questo file. Lì non conta più come esclusa quando questo invio è approvato.
   *[other] { $count } righe escluse dall’invio { $number } si trovano in questo file. Lì non contano più come escluse quando questo invio è approvato.
  }
people-warn-blank = { $count ->
    [one] Una riga vuota non indica nessuno ed è stata saltata.
   *[other] { $count } righe vuote non indicano nessuno e sono state saltate.
  }
people-warn-language-empty = { $count ->
    [one] Una riga non indica la lingua; sarà usata questa: { $language }.
   *[other] { $count } righe non indicano la lingua; sarà usata questa: { $language }.
  }
people-warn-language-unknown = { $count ->
    [one] Una riga indica una lingua che non conosciamo ({ $words }); sarà usata questa: { $language }.
   *[other] { $count } righe indicano una lingua che non conosciamo ({ $words }); sarà usata questa: { $language }.
  }
people-bad-title = Righe con un problema
people-bad-download = Scarica le righe con un problema: { $rows } (CSV)
people-bad-caption = Prime { $shown } di { $all }; numeri di riga come nel Suo file
people-bad-row = Riga
people-bad-problem = Problema
people-bad-address = Indirizzo
people-bad-name = Nome
people-empty-cell = (vuoto)
people-accept-what = { $accepted ->
    [one] 1 persona riceve un’e-mail
   *[other] { $accepted } persone ricevono un’e-mail
  }, { $letters ->
    [one] 1 va nell’elenco delle lettere
   *[other] { $letters } vanno nell’elenco delle lettere
  }, { $rejected ->
    [one] 1 riga viene omessa
   *[other] { $rejected } righe vengono omesse
  }.
people-accept = { $rows ->
    [one] Importa una persona
   *[other] Importa { $rows } persone
  }
people-columns = Colonne e lingua
people-column-number = Colonna { $number }
people-column-email = Indirizzo e-mail
people-column-name = Nome e cognome
people-column-given-name = Nome
people-column-family-name = Cognome
people-column-language = Lingua
people-column-reference = Riferimento
people-column-post = Indirizzo postale
people-column-ignored = Non usare
people-default-language = Lingua delle righe che non la indicano
people-default-language-hint = Riceveranno il messaggio in questa lingua
people-read-again = Leggi il file così
people-corrected = Oppure caricare un file corretto
people-check-corrected = Controlla il file corretto
people-discard = Elimina { $file }
people-waits-until = Questo file attende, cifrato, fino a { $ends } e poi viene eliminato, oppure subito, quando è accettato o eliminato qui.
people-not-approved = Importato per { $count } persone, non approvato.
people-approved-by = { $texts }, approvato da { $name } per { $count } persone.
people-text-version = { $language }, versione { $version }
people-import-sum = { $accepted } per e-mail + { $letters } per lettera + { $duplicates } ripetute + { $rejected } con un problema = { $rows } righe.
people-file-line = Importato da { $by }; lo SHA-256 del file comincia con { $digest }.
people-texts = Un testo per lingua
people-texts-lead = Ogni persona viene informata nella lingua della sua riga. Ogni testo viene prima approvato da solo.
people-text-of = { $language }: { $people ->
    [one] una persona
   *[other] { $people } persone
  }
people-text-none = ancora nessun testo in questa lingua
people-text-approved = approvato, versione { $version }
people-text-choice = Comunicazione { $number }, { $state }
people-text-choose = Testo
people-text-use = Usa questo testo
people-text-write = Scrivi il testo in { $language }
people-text-open = Apri il testo
people-preview-any = Anteprima del messaggio di qualsiasi riga
people-preview-title = Messaggio della riga { $row }
people-preview-row = Riga nel file
people-preview-show = Mostra
people-preview-html = Come lo mostra la maggior parte dei programmi di posta
people-preview-text = Come testo semplice
people-by-letter = nessuno; riceve una lettera
people-subject = Oggetto
people-back = Torna all’invio
people-test-title = Prova
people-test-lead = Inviare ogni testo a sé stessi prima che lo riceva qualcun altro.
people-tested = È stata inviata una prova di questi testi
people-test = Invia una prova a me
people-approve-title = Approvazione di una seconda persona
people-approve-lead = L’approvazione vale per questi testi, come stanno qui sopra, per questo numero di persone. Approvando non parte nulla.
people-approve-reason = Motivo, se Lei è l’unica persona che può approvare
people-approve-reason-hint = Altrimenti lasciare vuoto
people-approve = { $count ->
    [one] Approva per una persona
   *[other] Approva per { $count } persone
  }
people-approve-others = Approva il responsabile della protezione dei dati o la persona autorizzata dal titolare.
people-blocked-no-text = Per una lingua non c’è ancora un testo. Non si scrive a nessuno prima di poter scrivere a tutti.
people-blocked-not-approved = Un testo non è ancora approvato.
people-blocked-not-tested = Inviare prima una prova.
people-start-title = Avvio
people-start-lead = I messaggi partono uno per uno. Si può sospendere in ogni momento; ciò che è partito non si può richiamare.
people-start = { $count ->
    [one] Invia a una persona
   *[other] Invia a { $count } persone
  }
people-progress = { $accepted } di { $people } accettati dal server di posta
people-progress-tray = { $accepted } di { $people } sono nel vassoio della posta
people-percent-as-of = { $percent } %, alle { $at }
people-started = Avviato { $at }.
people-speed = { $count } al minuto.
people-expected-end = Fine prevista verso le { $at }.
people-accepted-not-read = Accettato non vuol dire letto; messaggi respinti possono tornare per giorni.
people-trayed-not-sent = Simulazione: nulla ha lasciato questo computer.
people-group-all = Tutti
people-group-waiting = In attesa
people-group-accepted = Accettati
people-group-trayed = Nel vassoio
people-group-failed = Non riusciti
people-group-unclear = Esito incerto
people-group-bounced = Tornati indietro
people-adds-up = { $sum } = { $people }, ognuno è in un solo gruppo.
people-does-not-add-up = { $sum } non fa { $people }. Non deve succedere: avvisare chi gestisce il servizio.
people-bounced = { $count ->
    [one] Degli accettati uno è tornato indietro:
   *[other] Degli accettati { $count } sono tornati indietro:
  }
people-unclear = { $count ->
    [one] Un esito è incerto: la connessione è caduta dopo la consegna del testo. Questa persona potrebbe averlo già; si fa un solo secondo tentativo automatico, e un doppione resterebbe agli atti.
   *[other] { $count } esiti sono incerti: la connessione è caduta dopo la consegna del testo. Queste persone potrebbero averlo già; si fa un solo secondo tentativo automatico, e un doppione resterebbe agli atti.
  }
people-unclear-stopped = { $count ->
    [one] Un esito è incerto: la connessione si è interrotta dopo la consegna del testo. La persona potrebbe averlo già ricevuto. L’invio è stato fermato, perciò non si fa un secondo tentativo.
   *[other] { $count } esiti sono incerti: la connessione si è interrotta dopo la consegna del testo. Queste persone potrebbero averlo già ricevuto. L’invio è stato fermato, perciò non si fa un secondo tentativo.
  }
people-control = Sospendi o ferma
people-pause = Sospendi
people-resume = Riprendi l’invio
people-stop = Ferma l’invio definitivamente
people-stop-lead = A chi non è ancora stato scritto non si scriverà più, e questo invio non riparte. Per una pausa, sospenderlo.
people-stop-reason = Perché viene fermato
people-retry = { $count ->
    [one] Ritenta l’indirizzo non riuscito
   *[other] Ritenta i { $count } indirizzi non riusciti
  }
people-retry-lead = Si ritenta solo con chi ha avuto un rifiuto dal server di posta. A chi potrebbe averlo già non si scrive.
people-lines = Messaggi
people-lines-caption = 50 per pagina, per riga del file; indirizzi solo per chi può vederli
people-lines-none = Nessun messaggio corrisponde.
people-line-row = Riga
people-line-time = Ora ({ $zone })
people-line-time-label = Ora
people-line-state = Stato
people-line-reply = Risposta del server
people-line-letter = va nell’elenco delle lettere
people-line-again = di nuovo alle { $at }
people-search = Riga o indirizzo e-mail
people-search-button = Cerca
people-letters-title = Chi non è raggiunto per e-mail
people-letters = { $count ->
    [0] Tutti quelli del file sono raggiungibili per e-mail: { $percent } %.
    [one] Una persona ha bisogno di una lettera. Il { $percent } % è raggiungibile per e-mail.
   *[other] { $count } persone hanno bisogno di una lettera. Il { $percent } % è raggiungibile per e-mail.
  }
people-left-out = { $count ->
    [one] Una riga del file è stata esclusa all’importazione. Questo messaggio non la raggiunge: informare la persona in altro modo e dire alla chiusura che cosa ne è stato.
   *[other] { $count } righe del file sono state escluse all’importazione. Questo messaggio non le raggiunge: informare le persone in altro modo e dire alla chiusura che cosa ne è stato.
  }
people-left-out-correct = Ciò che se ne leggeva è conservato con l’elenco e figura nell’elenco delle lettere. Le corregga, lasci i contrassegni della prima colonna e le carichi per un invio ulteriore:
people-left-out-mark = Contrassegno (non modificare)
people-brought-in = { $count ->
    [one] Una riga esclusa qui si trova in un elenco successivo di questo caso.
   *[other] { $count } righe escluse qui si trovano in un elenco successivo di questo caso.
  }
people-left-out-download = Righe escluse, con il problema (CSV)
people-letters-nobody = Nessuna delle persone acquisite ha bisogno di una lettera. Raggiungibile per e-mail: { $percent } % del file.
people-public-notice = Se le lettere richiedessero sforzi sproporzionati, l’art. 34, par. 3, lett. c) GDPR chiede una comunicazione pubblica che informi queste persone con analoga efficacia.
people-public-notice-611 = Il regolamento 611/2013 non ammette una comunicazione pubblica al posto di queste lettere: l’avviso sui media riguarda le persone che il fornitore non ha potuto individuare nonostante ragionevoli sforzi (art. 3, par. 7).
people-letters-download = Elenco delle lettere (CSV)
people-report-download = Resoconto senza indirizzi (CSV)
people-done-tested = La prova è in arrivo.
people-done-approved = Approvato. Nulla parte prima che qualcuno lo avvii.
people-done-retried = Si ritenta.
people-done-text = Il testo è stato scelto. Serve una prova.
people-report-row = Riga
people-report-language = Lingua
people-report-state = Stato
people-report-at = Da (UTC)
people-report-attempts = Tentativi
people-report-reply = Risposta del server
people-report-message-id = Message-ID
people-report-address-hash = Hash con chiave dell’indirizzo
people-letter-row = Riga
people-letter-name = Nome
people-letter-post = Indirizzo postale
people-letter-language = Lingua
people-letter-reference = Riferimento
people-letter-why = Perché una lettera
people-letter-why-no-address = nessun indirizzo e-mail
people-letter-why-left-out = esclusa all’importazione: { $problem }
people-letter-why-rejected = rifiutata dal server di posta
people-letter-why-given-up = non accettata in cinque giorni
people-letter-why-bounced = tornata indietro

people-delivery-queued = in attesa
people-delivery-claimed = in attesa
people-delivery-in-flight = in corso
people-delivery-deferred = rinviato
people-delivery-accepted = accettato
people-delivery-simulated = nel vassoio, simulato
people-delivery-delivered = consegnato
people-delivery-bounced = tornato indietro
people-delivery-rejected = non riuscito
people-delivery-given-up = non riuscito, abbandonato
people-delivery-unknown = esito incerto
people-delivery-held = trattenuto
people-delivery-letter = per lettera

people-language-bg = bulgaro
people-language-cs = ceco
people-language-da = danese
people-language-de = tedesco
people-language-el = greco
people-language-en = inglese
people-language-es = spagnolo
people-language-et = estone
people-language-fi = finlandese
people-language-fr = francese
people-language-ga = irlandese
people-language-hr = croato
people-language-hu = ungherese
people-language-it = italiano
people-language-lt = lituano
people-language-lv = lettone
people-language-mk = macedone
people-language-mt = maltese
people-language-nl = olandese
people-language-no = norvegese
people-language-pl = polacco
people-language-pt = portoghese
people-language-ro = rumeno
people-language-sk = slovacco
people-language-sl = sloveno
people-language-sv = svedese
people-preflight = Verificato prima dell’avvio
people-preflight-what = Punto
people-preflight-state = Stato
people-preflight-why = Che cosa significa
people-preflight-good = In ordine
people-preflight-bad = Da verificare
people-preflight-open = Non visibile da qui
people-preflight-server = Server di posta
people-preflight-server-good = È impostato { $detail }.
people-preflight-server-bad = Nessun server di posta è impostato: i messaggi attendono in coda, oppure finiscono nel vassoio nella demo e nelle esercitazioni.
people-preflight-encryption = Cifratura verso il server di posta
people-preflight-encryption-good = La connessione è cifrata.
people-preflight-encryption-bad = La connessione non è cifrata: indirizzi e testo si possono leggere lungo il percorso.
people-preflight-sender = Mittente
people-preflight-sender-good = I messaggi provengono da { $detail }.
people-preflight-sender-bad = Due domini: { $detail }. I server dei destinatari possono ritenere falsi i messaggi.
people-preflight-records = SPF, DKIM e DMARC
people-preflight-records-open = Chiedete a chi gestisce { $detail } se questi record consentono al server di posta di inviare per esso.
people-preflight-size = Messaggio più lungo
people-preflight-size-good = { $detail } KB.
people-preflight-size-bad = { $detail } KB: alcuni fornitori troncano ciò che supera 100 KB.
people-preflight-links = Collegamenti
people-preflight-links-good = I testi non contengono collegamenti, come le persone si aspettano dopo una violazione.
people-preflight-links-bad = { $detail } collegamenti: un messaggio con collegamenti somiglia alle frodi che seguono una violazione. Indicate l’indirizzo come testo.
people-preflight-rate = Messaggi al minuto verso un dominio
people-preflight-rate-good = Al massimo { $detail }.
people-preflight-rate-open = Nessun limite è impostato; i grandi fornitori possono rifiutarne molti insieme.
people-preflight-room = Spazio su disco
people-preflight-room-good = Sufficiente per tutti i messaggi.
people-preflight-room-bad = Non sufficiente per tutti i messaggi: l’invio non si avvierà.
people-batch = { $count ->
    [one] Invia il primo messaggio
   *[other] Invia i primi { $count } messaggi
 }
people-batch-next = { $count ->
    [one] Prosegui con un altro messaggio
   *[other] Prosegui con altri { $count } messaggi
 }
people-batch-hint = Dopo il primo lotto l’invio si mette in pausa da solo, così qualcuno vede che cosa torna indietro prima di scrivere a tutti.
people-after-the-pause = { $went ->
    [0] Dopo la pausa non è partito altro.
    [one] Dopo la pausa è partito ancora un messaggio, già presso il server di posta.
   *[other] Dopo la pausa sono partiti ancora { $went } messaggi, già presso il server di posta.
  }{ $open ->
    [0] {""}
    [one] {" "}Di uno si attende ancora la risposta.
   *[other] {" "}Di { $open } si attende ancora la risposta.
  }
people-paused-batch = Il lotto è concluso. Verificate i rifiuti e i ritorni, poi proseguite.
people-paused-refusals = L’invio si è messo in pausa da solo: più di un messaggio su venti è stato rifiutato. Verificate il motivo prima di proseguire.
people-paused-disk = L’invio si è messo in pausa da solo: il disco del servizio è quasi pieno. Fate liberare spazio prima di proseguire.
people-keeping = Fino a quando si conserva questo elenco
