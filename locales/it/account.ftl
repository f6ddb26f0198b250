account-title = Account personale
account-roles = Ruoli
account-no-roles = Nessun ruolo è attivo. Chiedere a un amministratore.
account-screen = Schermo
account-language = Lingua delle pagine e della posta personale
account-theme = Colori
account-screen-save = Salva
account-screen-saved = Salvato.
account-password = Password
account-old-password = Password attuale
account-old-password-missing = Inserire la password attuale
account-password-save = Cambia la password
account-password-saved = La password è cambiata. Tutte le altre sessioni sono terminate.
account-password-note = Le altre sessioni terminano.
account-password-wrong = Non è la password di questo account
account-password-wait = { $minutes ->
    [one] Troppe password errate. Riprovare fra un minuto
   *[other] Troppe password errate. Riprovare fra { $minutes } minuti
  }
account-sessions = Dove è aperto l’accesso
account-sessions-caption = Prima le più recenti
account-session-started = Accesso
account-session-seen = Ultimo uso
account-session-act = Stato
account-session-this = Questa sessione
account-session-end = Termina questa sessione
account-session-ended = La sessione è terminata.

theme-system = Come il sistema
theme-light = Chiaro
theme-dark = Scuro

confirm-title = Inserire di nuovo la password
confirm-lead = Questa operazione richiede la certezza dell’identità. Vale per dieci minuti.
confirm-go-on = Continua
