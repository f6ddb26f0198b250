# Ciò che torna di un messaggio: ricevute di posta certificata e rapporti di consegna.

receipts-title = Che cosa è tornato
receipts-lead = Ricevute di posta certificata e rapporti dei server di posta, conservati come sono arrivati. Solo una ricevuta verificata cambia il caso; nulla viene inviato di nuovo a causa loro.
receipt-kind-accettazione = Accettazione del gestore
receipt-kind-non-accettazione = Non accettazione del gestore
receipt-kind-presa-in-carico = Presa in carico dal gestore del destinatario
receipt-kind-avvenuta-consegna = Avvenuta consegna
receipt-kind-errore-consegna = Errore di consegna: non consegnato
receipt-kind-preavviso-errore-consegna = Preavviso di errore di consegna: non ancora consegnato
receipt-kind-rilevazione-virus = Rilevazione di virus: non consegnato
receipt-kind-failed = Rapporto di un server di posta: non consegnato
receipt-kind-delayed = Rapporto di un server di posta: non ancora consegnato
receipt-kind-delivered = Rapporto di un server di posta: consegnato
receipt-kind-relayed = Rapporto di un server di posta: passato a un server che non dà rapporti
receipt-kind-expanded = Rapporto di un server di posta: passato a più caselle
receipt-verified = { $effect } Dice { $at }.
receipt-effect-nothing = Conservata; non ha cambiato nulla.
receipt-effect-accepted = Il messaggio vale come preso in carico dal gestore.
receipt-effect-proven = Prova la notifica.
receipt-effect-failed = La notifica non vale più.
receipt-doubted = NON verificata, nulla è cambiato: { $why }
receipt-came = Arrivata { $at }.
receipt-signed-by = Firmata da { $address }.
receipt-signer-differs = Chi l’ha firmata ha un indirizzo diverso da quello da cui è arrivata.
receipt-file = Il messaggio
receipt-doubt-not-signed = non porta alcuna firma.
receipt-doubt-altered = la firma non corrisponde al testo.
receipt-doubt-no-anchors = nessuno ha inserito a quali firme questa organizzazione crede.
receipt-doubt-signer-unknown = nessuno di cui questa organizzazione si fida garantisce per chi l’ha firmata.
receipt-doubt-signer-no-provider = c’è chi garantisce per chi l’ha firmata, ma non figura in elenco come gestore. Se lo è, un amministratore ne inserisce l’indirizzo in «Posta certificata (PEC)»; la ricevuta viene allora valutata di nuovo.
receipt-doubt-signer-expired = il certificato di chi l’ha firmata non era valido quando è arrivata.
receipt-doubt-enveloped = è arrivata dentro un messaggio inviato da qualcuno.
receipt-doubt-no-data = i dati firmati mancano, o ce ne sono due.
receipt-doubt-data-unreadable = i dati firmati non si leggono.
receipt-doubt-contradictory = si contraddice.
receipt-doubt-other-message = riguarda un altro messaggio.
receipt-doubt-other-sender = riguarda il messaggio di un altro mittente.
receipt-doubt-other-recipient = riguarda un altro destinatario.
receipt-doubt-time-wrong = non dice chiaramente quando, o indica un momento impossibile.
receipt-doubt-failed-before = prima era stato detto che il messaggio non è arrivato. Chiedere all’autorità.
receipt-doubt-not-expected = il messaggio non è in viaggio, o è stato definito altrimenti.
receipt-doubt-not-ours = non nomina alcun messaggio di questa postazione.

certified-mail-title = Posta certificata (PEC)
certified-mail-lead = Da dove partono le notifiche per posta certificata, e a quali ricevute si crede. Una ricevuta PEC prova una notifica solo se il suo gestore l’ha firmata. Inserire i certificati di chi garantisce per i gestori di cui ci si serve.
certified-mail-broken = I certificati registrati non si leggono più, quindi nessuna ricevuta è creduta. Inserirli di nuovo.
certified-mail-trusted = Gestori di fiducia
certified-mail-none = Ancora nessuno: ogni ricevuta è conservata e mostrata come non verificata.
certified-mail-until = Valido fino al { $until }
certified-mail-anchors = Certificati
certified-mail-anchors-hint = In formato PEM, uno dopo l’altro. Prenderli da una fonte controllata e confrontare le impronte. Mai incollare una chiave privata.
certified-mail-anchors-form = Non è un elenco di certificati in formato PEM. Nulla è stato salvato
certified-mail-signers = Indirizzi con cui firmano i gestori
certified-mail-signers-hint = Uno per riga, come figura nel certificato. Chi garantisce per i gestori garantisce anche per la posta di altri: senza il suo indirizzo qui non si crede alla ricevuta di nessuno, salvo che il suo stesso certificato sia inserito sopra. Il proprio gestore firma di avere accettato un messaggio; il gestore del destinatario firma che è stato consegnato.
certified-mail-signers-form = Inserire un indirizzo e-mail per riga e nient’altro. Nulla è stato salvato
certified-mail-signed-by = Si crede alle ricevute di chi firma con:
certified-mail-no-signers = Nessun indirizzo di gestore è registrato. Si crede solo alle ricevute firmate con uno di questi stessi certificati.
certified-mail-open = Posta certificata (PEC)

file-by-pec = Questa autorità accetta la posta certificata (PEC), ma nessun suo indirizzo PEC è verificato qui, quindi la postazione non le invia nulla per questa via. Inviare la notifica dalla casella PEC dell’organizzazione, poi registrare qui sotto l’invio e aggiungere la ricevuta come prova.

mailbox-title = Casella delle ricevute
mailbox-lead = Qui la postazione legge, due volte al minuto, ciò che è tornato: ricevute di posta certificata e rapporti dei server di posta. Non segna, non sposta e non cancella nulla. Gli altri messaggi sono saltati e non conservati.
mailbox-host-hint = IMAP, per esempio imap.example.org. Vuoto per nessuna casella
mailbox-port-hint = Di solito 993
mailbox-folder = Cartella
mailbox-folder-hint = Di solito INBOX
mailbox-in-the-clear = Senza protezione altri potrebbero leggere le ricevute durante il percorso. Scegliere TLS
mailbox-password-missing = Inserire la password; per un altro server o accesso inserirla di nuovo
mailbox-letters = Qui il server accetta solo lettere semplici, cifre e segni, senza accenti
mailbox-looked = Ultima lettura { $at }, fino alla fine.
mailbox-failed = L’ultima lettura { $at } non è riuscita: { $why }

pec-title = Account che invia
pec-lead = Le notifiche a un’autorità che si raggiunge per posta certificata partono da questo account, un messaggio per ogni autorità, e mai dal server di posta ordinario.
pec-clocks = Se il gestore non accetta una notifica entro { $acceptance } minuti, o se non è consegnata entro { $delivery } minuti, lo viene a sapere chi riceve i promemoria del suo obbligo.
pec-clocks-unverified = Se il gestore non accetta una notifica entro { $acceptance } minuti, o se non è consegnata entro { $delivery } minuti, lo viene a sapere chi riceve i promemoria del suo obbligo. Questi tempi sono un’abitudine di questa postazione, NON VERIFICATI, e non una regola dei gestori.
pec-address = Indirizzo PEC
pec-address-hint = L’indirizzo proprio dell’account; il gestore rifiuta ogni altro mittente. Vuoto per nessun account
pec-host = Server che invia
pec-host-hint = SMTP del gestore, per esempio smtps.pec.example.org
pec-port = Porta di quel server
pec-port-hint = Di solito 465
pec-security = Protezione di quel collegamento
pec-user = Accesso dell’account
pec-password = Password dell’account
pec-save = Salva l’account
pec-test = Invia una prova a sé stesso
pec-test-lead = Accede e invia ora un messaggio certificato da { $address } allo stesso indirizzo. Le ricevute del gestore arrivano in quella casella.
pec-test-subject = Prova dell’account PEC
pec-test-text = Questo messaggio è stato inviato dalla postazione, dall’account PEC a sé stesso, { $now }. Non c’è nulla da fare.
pec-test-taken = Il server del gestore ha preso la prova: { $reply } Cercare nella casella le ricevute di accettazione e di consegna.

pec-no-account = A questa autorità si scrive per posta certificata (PEC), e l’organizzazione non ha un account PEC in questa postazione. Un amministratore può impostarlo. Fino ad allora trasmettere per altra via, per esempio dalla casella PEC dell’organizzazione, e registrare l’invio con la sua ricevuta.
pec-too-large = La notifica è troppo grande per la posta certificata. Accorciarla o trasmetterla per altra via
pec-send = Invia per posta certificata (PEC) a { $to }
pec-mail-to = A { $address }, indirizzo PEC verificato, da { $from }.
pec-send-note = Premere due volte invia una volta. Vale come inviata quando il gestore PEC l’ha accettata, ed è confermata dalla ricevuta di consegna.
pec-unclear-lead = L’accettazione del gestore PEC non è ancora qui. Se ha trovato Lei la ricevuta, o sa che non è stata accettata, lo dica. Nulla si invia di nuovo da sé.

file-lead-pec-outstanding = Consegnata al gestore PEC, in attesa di accettazione. NON è ancora trasmessa.
file-lead-pec-acceptance-missing = Consegnata al gestore PEC, e la sua accettazione tarda. NON è ancora trasmessa. Guardare nella casella PEC e preparare un’altra via prima della scadenza.
file-lead-pec-accepted = Accettata dal gestore PEC, quindi vale come inviata. Si attende la ricevuta di consegna.
file-lead-pec-delivery-missing = Accettata dal gestore PEC, quindi vale come inviata, ma la ricevuta di consegna tarda. Guardare nella casella PEC e chiedere all’autorità.
file-lead-pec-delivered = Consegnata per posta certificata, con la sua ricevuta.

notice-label-pec-outstanding = consegnata al gestore PEC, in attesa di accettazione
notice-label-pec-accepted = accettata dal gestore PEC, in attesa di consegna
notice-label-pec-delivered = consegnata per posta certificata, confermata

work-pec-outstanding = Consegnata al gestore PEC, in attesa di accettazione
work-pec-acceptance-missing = Consegnata al gestore PEC, l’accettazione tarda
work-pec-accepted = Accettata dal gestore PEC, in attesa di consegna
work-pec-delivery-missing = Accettata dal gestore PEC, la consegna tarda

reminders-receipt = Ricevuta di posta certificata

certified-mail-judged-again = { $judged ->
    [one] Una ricevuta che non si poteva verificare è stata giudicata di nuovo:
   *[other] { $judged } ricevute che non si potevano verificare sono state giudicate di nuovo:
} { $verified ->
    [0] nessuna è ora verificata.
    [one] una è ora verificata.
   *[other] { $verified } sono ora verificate.
}
receipt-judged-again = Giudicata di nuovo e verificata { $at }.
