# Il secondo fattore: configurazione, e il codice all'accesso.

factor-title = Secondo fattore
factor-account = Un codice da un'app sul telefono, chiesto dopo la password a ogni accesso.
factor-account-link = Secondo fattore
factor-is-on = Attivo dal { $since }. Codici di recupero rimasti: { $left }.
factor-is-off = Non attivo: la sola password apre questa scrivania.
factor-demanded = Per il Suo ruolo è richiesto un secondo fattore. Lo configuri ora: basta un minuto. Poi prosegue da dove stava andando.
factor-lead = Serve un'app di autenticazione sul telefono; va bene qualunque app che conosca i codici a tempo. Non occorre la rete.
factor-begin = Configurare
factor-replace = Configurarne uno nuovo
factor-scan = Dare il segreto all'app
factor-picture = Codice QR del segreto; lo stesso segreto sta sotto come testo
factor-type = Inquadri l'immagine, oppure scriva questo segreto nell'app:
factor-link = Aprire in un'app su questo dispositivo
factor-first-code = Il codice che l'app mostra ora
factor-first-code-hint = Sei cifre. Solo così il secondo fattore vale.
factor-confirm = Attivare
factor-done = Il secondo fattore è attivo. Le altre Sue sessioni sono terminate.
factor-codes = Codici di recupero
factor-codes-lead = Stampi questi codici o li annoti. Ciascuno apre la scrivania una volta al posto del telefono. Non saranno più mostrati.
factor-go-on = Proseguire
factor-remove = Disattivare
factor-remove-note = L'accesso termina ovunque.
factor-removed = Il secondo fattore non è più attivo. Acceda di nuovo.
factor-code-title = Inserire il codice
factor-code = Codice dell'app
factor-code-hint = Sei cifre, oppure uno dei codici di recupero.
factor-code-missing = Inserisca il codice
factor-code-wrong = Il codice non è valido o è già stato usato. Attenda il prossimo
factor-code-wait = { $minutes ->
    [one] Troppi codici errati. Riprovi tra un minuto
   *[other] Troppi codici errati. Riprovi tra { $minutes } minuti
}
factor-too-late = Il codice segue la password, ed entro dieci minuti. Cominci dalla password.
factor-lost = Telefono smarrito e nessun codice di recupero? Un amministratore azzera il secondo fattore nella pagina del membro.
problem-second-factor = Per il Suo ruolo è richiesto un secondo fattore. Lo configuri nella pagina del profilo, poi invii di nuovo.
admin-member-act-reset-second-factor = Azzerare il secondo fattore
