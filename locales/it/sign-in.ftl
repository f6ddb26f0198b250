sign-in-title = Accesso
sign-in-username = Indirizzo e-mail
sign-in-username-missing = Inserire l’indirizzo e-mail
sign-in-password = Password
sign-in-password-missing = Inserire la password
sign-in-paste = Si può incollare da un gestore di password.
sign-in-forgotten = Password dimenticata?
sign-in-wrong = Indirizzo e password non corrispondono, oppure l’account non è attivo. Controllare entrambi
sign-in-wait = { $minutes ->
    [one] Troppe password errate. Riprovare fra un minuto; un browser già usato per accedere non deve attendere
   *[other] Troppe password errate. Riprovare fra { $minutes } minuti; un browser già usato per accedere non deve attendere
  }
sign-in-no-cookie = Il browser non ha rimandato il cookie di questa pagina. Consentire i cookie per questo sito, poi riprovare
sign-in-again = La pagina è rimasta aperta troppo a lungo. Non è un errore; accedere di nuovo
sign-in-slow-down = Dopo cinque password errate un account accetta un nuovo tentativo ogni dodici minuti. Non viene mai bloccato.
sign-in-password-set = La nuova password è impostata. Accedere con quella.
sign-in-signed-out = La sessione è chiusa.

password-title = Scegliere una password
password-new = Nuova password
password-hint = Almeno 15 caratteri. Alcune parole in fila si ricordano meglio dei segni. Si può incollare.
password-save = Imposta la password
password-missing = Inserire una nuova password
password-too-short = Usare almeno 15 caratteri
password-too-long = Usare al massimo 200 caratteri
password-common = È fra le prime password che chiunque prova. Sceglierne un’altra
password-about-you = È poco più del proprio nome o indirizzo. Sceglierne un’altra
password-invitation-lead = È arrivato un invito a questo servizio. Scegliere una password per attivare l’account.
password-forgotten-title = Password dimenticata
password-forgotten-lead = Inserire l’indirizzo. Se esiste un account attivo, a quell’indirizzo arriva un collegamento per scegliere una nuova password. Si apre una volta, per un’ora.
password-forgotten-send = Invia il collegamento
password-forgotten-sent = Se esiste un account attivo con questo indirizzo, il collegamento è in arrivo.
