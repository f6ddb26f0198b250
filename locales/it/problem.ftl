# Che cosa dice una pagina quando non può fare ciò che è stato chiesto.
problem-title = Non ha funzionato
problem-sign-in = Accedere per continuare. Nulla è cambiato
problem-forbidden = Il ruolo non comprende questa operazione. Chiedere al responsabile della protezione dei dati o a un amministratore
problem-not-found = Qui non c’è nulla. L’indirizzo può essere errato, oppure ciò a cui porta non è visibile
problem-link-over = Questo collegamento è già stato usato o è troppo vecchio. Chiederne uno nuovo
problem-wrong-method = Questo indirizzo non accetta una richiesta di quel tipo
problem-unreadable = La richiesta non è leggibile. Nulla è cambiato
problem-bad-form = Il modulo non è leggibile. Nulla è cambiato
problem-bad-json = Il contenuto non è il JSON che questo indirizzo accetta. Nulla è cambiato
problem-upload-order = Il file deve essere l’ultima parte del modulo. Nulla è cambiato
problem-too-large = È più grande di quanto la pagina accetti. Nulla è cambiato
problem-wrong-type = Questo indirizzo non accetta un contenuto di quel tipo. Nulla è cambiato
problem-too-many = { $seconds ->
    [one] Troppi tentativi da questa rete. Riprovare fra un secondo
   *[other] Troppi tentativi da questa rete. Riprovare fra { $seconds } secondi
  }
problem-stale-form = La pagina è rimasta aperta troppo a lungo, oppure c’è stato un nuovo accesso. Nulla è cambiato
problem-sent-before = Questo modulo è già stato inviato e la risposta non è nota. Verificare se è andato a buon fine prima di inviarlo di nuovo
problem-foreign-origin = La richiesta veniva da un altro sito ed è stata rifiutata. Nulla è cambiato
problem-confirm-password = Inserire di nuovo la password prima di continuare. Nulla è cambiato
problem-slow = Il messaggio è arrivato troppo lentamente. Nulla è cambiato
problem-refused = Adesso non è possibile
problem-invalid = Qualcosa nel modulo non può essere accettato
problem-busy = Il servizio è occupato. Nulla è cambiato; riprovare fra poco
problem-full = Al momento non si può salvare nulla. Nulla è cambiato; avvisare il gestore
problem-changed-meanwhile = Qualcun altro ha cambiato questi dati nel frattempo. Nulla è stato salvato; leggerli di nuovo
problem-incident = Qualcosa è andato storto qui, non per colpa Sua. Nulla è cambiato
problem-incident-number = Comunicare al gestore: incidente { $number }
problem-home = Torna all’inizio
problem-kept = Quanto scritto è conservato qui sotto. Controllare e inviare di nuovo; un file va scelto di nuovo.
problem-sign-in-elsewhere = Prima accedere, in un’altra scheda
problem-send-again = Invia di nuovo
