# Perché un comando non è stato eseguito; le chiavi sono quelle di domain::refusal.
refusal-case-closed = Il caso è chiuso. Riaprirlo prima
refusal-no-such-entry = Questa voce non esiste nel caso
refusal-in-future = Questo momento è nel futuro
refusal-reason-missing = Indicare un motivo
refusal-how-missing = Indicare chi l’ha saputo e come
refusal-already-recorded = Un momento di questo tipo è già registrato alla voce { $number }. Correggere quella voce
refusal-already-corrected = La voce è già stata corretta dalla voce { $by }
refusal-nothing-to-confirm = Nulla contraddice questa voce; non serve una seconda persona
refusal-second-person-needed = Deve farlo una seconda persona: la registrazione è Sua
refusal-sole-person-must-wait = { $minutes ->
    [one] Come unica persona autorizzata, attendere ancora un minuto, poi accedere di nuovo e indicare un motivo
   *[other] Come unica persona autorizzata, attendere ancora { $minutes } minuti, poi accedere di nuovo e indicare un motivo
  }
refusal-sole-person-must-sign-in-again = Accedere di nuovo e indicare un motivo
refusal-not-authorised = Possono farlo solo il responsabile della protezione dei dati, un sostituto o la persona autorizzata dal titolare
refusal-mandate-missing = Decide il titolare; il responsabile della protezione dei dati decide solo con un mandato registrato
refusal-value-missing = Un fatto noto richiede un valore
refusal-estimate-basis-missing = Indicare come è stata fatta la stima
refusal-owner-and-date-missing = Indicare chi lo accerta ed entro quando
refusal-changed-meanwhile = Qualcuno ha cambiato questi dati nel frattempo. Confrontare i due testi
refusal-no-duty = Scegliere almeno un obbligo
refusal-decision-does-not-fit = Questa decisione non si adatta a questo tipo di obbligo
refusal-day-passed = Il giorno è già passato
refusal-draft-changed = Il testo è cambiato dopo essere stato mostrato. Leggerlo di nuovo
refusal-notice-empty = La notifica è vuota o non ha destinatario
refusal-content-missing = Manca un contenuto obbligatorio; una comunicazione alle persone o al pubblico non può partire così
refusal-findings-reason-missing = Dire perché la notifica parte benché manchi qualcosa
refusal-wrong-notice-state = Stato della notifica: { $state }. Questo passo non è possibile
refusal-delay-reason-missing = Indicare perché è trasmessa dopo il termine di legge (art. 33, par. 1, GDPR)
refusal-proof-missing = Inserire il numero o allegare il documento
refusal-already-filed = Per questo obbligo risulta già una trasmissione. Se è tornata indietro, dirlo prima
refusal-came-back-already = Questa trasmissione è tornata indietro; non vale più
refusal-proof-exists = Per questa trasmissione la prova c’è già
refusal-sums-do-not-agree = Le somme dell’importazione non tornano
refusal-nobody-to-tell = Nessuno di questo file può essere informato
refusal-not-for-people = Questa comunicazione è diretta a un’autorità. Scegliere un messaggio agli interessati
refusal-language-without-text = Alcune persone vanno informate in { $language }, e per questa lingua non è scelto alcun testo
refusal-text-not-approved = Il testo in { $language } non è ancora approvato
refusal-message-incomplete = Il messaggio della riga { $row } non si può scrivere: manca il valore di «{ $field }», e il testo non indica nulla al suo posto
refusal-nothing-to-retry = Nessun invio non riuscito: non c’è nulla da ritentare
refusal-count-changed = Il numero di persone è cambiato da { $seen } a { $now }. Controllare di nuovo
refusal-test-first = Prima inviare una prova a sé stessi
refusal-wrong-communication-state = Stato dell’invio: { $state }. Questo passo non è possibile
refusal-still-open = Ancora aperto: { $list }
refusal-address-missing = Manca l’indirizzo

notice-state-draft = bozza
notice-state-in-review = in revisione
notice-state-approved = approvata, non inviata
notice-state-handed-over = consegnata, non confermata
notice-state-simulated = simulata, non inviata
notice-state-filed = dichiarata trasmessa, manca la prova
notice-state-confirmed = confermata
notice-state-published = pubblicata

communication-state-imported = importato, non approvato
communication-state-approved = approvato, non avviato
communication-state-running = in corso
communication-state-paused = in pausa
communication-state-stopped = fermato
communication-state-finished = concluso
refusal-no-term-to-move = Qui non c'è un termine di legge verso un'autorità da spostare
refusal-not-later-than-term = La nuova scadenza non è successiva al termine di legge. Nulla si sposterebbe
refusal-term-taken-back-already = È già stato ritirato
refusal-somebody-else-signs = In questa casa le notifiche le firma un'altra persona. Indichi un motivo, o la faccia firmare
