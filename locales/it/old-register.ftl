# Taking over an earlier register.
event-case-imported = Ripreso da un registro precedente (riga { $row })
event-case-imported-as = Ripreso da un registro precedente (riga { $row }), lì «{ $reference }»
imported-risk = Rischio come valutato allora: { $risk }
imported-authority = Autorità informata: { $said } { $at }
imported-people = Interessati informati: { $said } { $at }
told-then-yes = sì
told-then-no = no
told-then-unknown = non registrato
old-register-title = Riprendere un registro precedente
old-register-link = Riprendere un registro precedente
old-register-lead = Le violazioni anteriori a questo strumento diventano casi chiusi del registro, con la loro documentazione. Per esse non corre alcun termine e non si scrive a nessuno. Nulla viene salvato finché non si è visto come il file è stato letto e lo si accetta.
old-register-file-label = Registro precedente
old-register-file-hint = CSV o XLSX, fino a { $rows } righe; la prima riga contiene le intestazioni
old-register-check = Controlla questo file
old-register-waiting = File in attesa di accettazione
old-register-file = { $file }: che cosa si riprenderebbe
old-register-import-lead = Nulla è ancora salvato. Le righe con un problema restano fuori: correggerle nel file e caricarlo di nuovo, oppure proseguire senza.
old-register-columns = Che cosa significano le colonne
old-register-good = { $rows ->
    [one] Una riga può essere ripresa
   *[other] { $rows } righe possono essere riprese
  }
old-register-preview = Le prime
old-register-accept-what = Ogni riga diventa un caso chiuso. Le righe si registrano poche alla volta; se l’operazione si interrompe, il registro lo dice e l’importazione riprende da dove si era fermata.
old-register-accept = { $rows ->
    [one] Riprendi una violazione
   *[other] Riprendi { $rows } violazioni
  }
old-register-bad-caption = { $shown } righe con un problema su { $all }; il file le contiene tutte
old-register-bad-columns = Le colonne scelte non corrispondono a questo file
old-register-twice = Due colonne hanno il significato «{ $meaning }»
old-register-empty = Il file non contiene righe oltre alle intestazioni
old-register-no-title-column = Scegliere la colonna con il titolo o la descrizione
old-register-no-day-column = Scegliere la colonna che dice quando è avvenuta o quando è stata conosciuta
old-register-too-many-rows = Il file ha più di { $most } righe; dividerlo
old-register-changed = Il file si legge diversamente da come è stato mostrato; guardare di nuovo prima di accettare
old-register-source = Registro precedente, riga { $row }
old-register-source-day = Registro precedente, riga { $row }; indica il giorno, non l’ora
old-column-reference = Il suo numero lì
old-column-title = Titolo
old-column-description = Che cosa è successo
old-column-happened = Quando è avvenuta
old-column-aware = Quando è stata conosciuta
old-column-people = Numero di interessati
old-column-data = Dati coinvolti
old-column-effects = Conseguenze
old-column-measures = Misure
old-column-risk = Rischio
old-column-authority-told = Autorità informata (sì, no o un giorno)
old-column-authority-at = Autorità informata il
old-column-people-told = Interessati informati (sì, no o un giorno)
old-column-people-at = Interessati informati il
old-column-remarks = Osservazioni
old-column-ignored = Non ripresa
old-row-in = { $column }: { $problem } («{ $cell }»)
old-row-no-title = né titolo né descrizione
old-row-no-day = nessun giorno
old-row-not-a-day = non è un giorno, come 2024-03-01 o 1/3/2024
old-row-in-the-future = questo giorno deve ancora venire
old-row-not-a-number = non è un numero di interessati
old-row-not-a-risk = non è un rischio: improbabile, probabile o elevato
old-row-not-yes-or-no = non è né sì né no né un giorno
old-row-too-long = il testo è troppo lungo
old-row-control = contiene caratteri illeggibili
old-row-more-cells = la riga ha più celle delle intestazioni
old-row-aware-before-breach = conosciuta prima di avvenire
old-row-told-before-aware = qualcuno informato prima della conoscenza
old-row-not-told-with-day = «no», eppure un giorno
old-row-twice-in-file = lo stesso numero è in una riga precedente
