# Chi chiamare, chi può notificare dove, il passaggio di consegne di un caso.
nav-people = Persone e accessi
reach-title = Chi chiamare, chi può notificare
reach-lead = Da stampare e tenere dove si trova anche di notte. Per ogni autorità dice chi può accedere, con che cosa, da quando è certo, chi sostituisce e che cosa si fa se non funziona.
reach-printed = Stampato { $at } da { $by }
reach-phones = Elenco telefonico
reach-no-phones = Nessuno è ancora inserito. Si comincia da sicurezza, centro dati, legale e da chi può decidere di notte.
reach-filing = Chi può notificare dove
reach-no-authorities = Dai titolari e dai mercati inseriti non risulta alcuna autorità.
reach-who-can = Chi può notificare adesso
reach-changed = Nel frattempo qualcuno ha modificato questi elenchi. Vanno riguardati; ciò che è stato scritto è ancora qui, e salvando di nuovo vale.
contact-new = Aggiungi una persona
contact-edit = Una persona da chiamare
contact-name = Nome
contact-name-missing = Inserire il nome
contact-function = Funzione
contact-function-hint = Che cosa fa o può decidere
contact-of = Organizzazione
contact-phone = Telefono
contact-phone-hint = Con prefisso internazionale; si può chiamare dalla pagina
contact-email = E-mail
contact-reach-missing = Inserire un telefono o un indirizzo e-mail
contact-hours = Orari
contact-hours-hint = Quando risponde, con il fuso
contact-languages = Lingue
contact-deputy = Chi sostituisce
contact-deputy-hint = Nome e telefono
contact-else = altrimenti { $deputy }
contact-save = Salva
contact-remove = Togli dall’elenco
contact-files = Questa persona è indicata per le notifiche. Prima va indicato qualcun altro.
phones-title = Chi chiamare
phones-lead = Prima chi riguarda questo caso, poi gli elenchi sempre validi.
phones-of-case = Per questo caso
phones-of-organisation = Dell’organizzazione
phones-of-desk = Membri della postazione
phones-add = Aggiungi una persona per questo caso
phones-edit = Modifica { $name }
identity-new = Aggiungi un accesso
identity-edit = Un accesso per notificare
identity-lead = Una persona, un’identità digitale o utenza, un’autorità. Va usata una volta, registrando il giorno: ciò che nessuno ha provato non funziona la notte in cui serve.
identity-no-people = Prima va inserita la persona nell’elenco telefonico.
identity-authority = Autorità
identity-authority-missing = Scegliere l’autorità
identity-authority-unknown = Questa autorità qui non è nota
identity-kind-label = Con che cosa
identity-kind-missing = Scegliere l’identità digitale o l’utenza
identity-kind-spid = SPID
identity-kind-cie = CIE
identity-kind-eherkenning = eHerkenning
identity-kind-eidas = eIDAS di un altro Paese
identity-kind-certificate = Certificato client
identity-kind-pec = Casella PEC
identity-kind-portal-account = Utenza del portale
identity-kind-mailbox = Casella e-mail
identity-kind-other = Altro
identity-person = Chi
identity-person-hint = Dall’elenco telefonico
identity-person-missing = Scegliere la persona
identity-person-unknown = Questa persona non è nell’elenco telefonico
identity-same-person = Scegliere un’altra persona: nessuno sostituisce sé stesso
identity-nobody = Nessuno
identity-substitute = Chi sostituisce
identity-substitute-hint = Una persona con credenziali proprie, da inserire come altro accesso
identity-fallback = Se non funziona
identity-fallback-hint = Un altro canale che valga come notifica in tempo, o chi chiamare
identity-fallback-missing = Indicare che cosa si fa se non funziona
identity-fallback-is = se non funziona: { $what }
identity-save = Salva
identity-remove = Elimina questo accesso
identity-test = Ultima prova
identity-never-tested = Nessuno lo ha ancora provato.
identity-tested = provato il { $day }
identity-tested-by = { $day }, { $name }
identity-else = altrimenti { $name }
identity-test-day = Accesso riuscito il
identity-test-hint = Il giorno in cui qualcuno è davvero entrato
identity-test-ahead = Questo giorno non è ancora arrivato
identity-test-button = Registra la prova
readiness-missing = Nessuno può notificare
readiness-untested = Mai provato
readiness-old = Prova troppo vecchia
readiness-ready = Pronto
home-wait-set-up = da impostare
handover-title = Passaggio di consegne
handover-happened = Che cosa è successo
handover-open = non ancora deciso
handover-due = Che cosa scade ora
handover-tasks = Che cosa resta da fare
handover-no-tasks = Nessuna attività è aperta.
handover-done = Che cosa è già partito
handover-nothing-done = Nulla è ancora partito.
handover-filed = { $what }: trasmessa { $at }
handover-number = { $said }, numero { $number }
handover-mail-out = Invio { $number } agli interessati: avviato { $at }, { $state }
handover-published = Avviso pubblico, versione { $version }: { $at }, { $address }
handover-decided = Che cosa è deciso
handover-nothing-decided = Nulla è ancora deciso.
handover-unknown = Che cosa non si sa
handover-deciding = { $count ->
    [one] Un obbligo si presume finché non si sa: { $facts }
   *[other] { $count } obblighi si presumono finché non si sa: { $facts }
  }
handover-nothing-unknown = Agli atti non risulta nulla di aperto.
handover-by = { $name }, { $at }
handover-has = { $name } segue il caso; nessun passaggio di consegne agli atti.
handover-since = Da allora lo segue { $name }.
handover-take = Prendi in carico il turno
handover-note = Che cosa è stato detto
handover-note-hint = Ciò che ha detto chi c’era prima e non sta altrove; può restare vuoto
handover-button = Da qui lo seguo io
handover-more = { $count ->
    [one] e un’altra voce
   *[other] e altre { $count } voci
  }
home-wait-access = { $count ->
    [one] Presso un’autorità nessuno può notificare: indicare una persona
   *[other] Presso { $count } autorità nessuno può notificare: indicare una persona
  }
reach-missing = { $count ->
    [one] Presso un’autorità nessuno può notificare
   *[other] Presso { $count } autorità nessuno può notificare
  }
reach-wanting = { $count ->
    [one] Presso un’autorità nessun accesso è stato provato in tempo
   *[other] Presso { $count } autorità nessun accesso è stato provato in tempo
  }
