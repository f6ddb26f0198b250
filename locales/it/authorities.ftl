# Authorities that the organisation adds for countries whose law nobody has loaded.
own-authorities-title = Autorità aggiunte
own-authorities-lead = Per i paesi la cui legge non è presente in questa scrivania: chi informare e che cosa chiede la legge, con parole proprie. Se vi sono interessati in un tale paese, il piano tiene l’obbligo come presunto, perché nessun altro ha letto quella legge.
own-authorities-none = Nessuna è stata aggiunta.
own-authorities-link = Autorità aggiunte
own-authority-add = Aggiungi un’autorità
own-authority-name = Autorità
own-authority-country = Paese
own-authority-choose = Scelga un paese
own-authority-law = Legge
own-authority-term = Termine
own-authority-days = Giorni
own-authority-reach = Come si raggiunge
own-authority-its-law = Che cosa chiede la sua legge
own-authority-law-stands = Ciò che la legge chiede resta come è stato aggiunto. Se cambia, la si chiuda con il suo ultimo giorno e si aggiunga di nuovo l’autorità.
own-authority-zone = Fuso orario
own-authority-zone-hint = Come America/Sao_Paulo; i termini si contano lì
own-authority-languages = Lingue accettate
own-authority-languages-hint = La migliore per prima, come pt, en
own-authority-channels = Canali
own-authority-channels-hint = Nessun altro li ha verificati
own-authority-email = E-mail per le notifiche di violazione
own-authority-email-hint = Resta segnata «prima telefonare»: la posta parte da sola solo verso indirizzi verificati
own-authority-phone = Telefono
own-authority-post = Indirizzo postale
own-authority-act = Nome della legge
own-authority-act-hint = Come la chiama il suo paese, con l’anno
own-authority-article = In quale punto
own-authority-asks = Che cosa chiede
own-authority-asks-hint = Con parole proprie: quali violazioni, entro quando, con quale contenuto
own-authority-term-hint = Lasciare vuoto se la legge non dà una cifra
own-authority-unit = Unità del termine
own-authority-from-day = In vigore dal
own-authority-until-day = Ultimo giorno
own-authority-day-hint = Come 2026-01-31
own-authority-page = Pagina dell’autorità o della legge
own-authority-page-hint = Con https://; vale come fonte
own-authority-read-by = Aggiunta da
own-authority-save = Salva
own-authority-end = Chiusura
own-authority-end-button = Chiudi con questo giorno
own-authority-withdraw = Ritira
own-authority-withdraw-note = Nessun obbligo vi si fonda ancora. Dopo si potrà solo chiudere.
own-authority-no-figure = senza ingiustificato ritardo, nessuna cifra
own-authority-term-hours = { $value ->
    [one] un’ora
   *[other] { $value } ore
  }
own-authority-term-days = { $value ->
    [one] un giorno
   *[other] { $value } giorni
  }
own-authority-term-working-days = { $value ->
    [one] un giorno lavorativo
   *[other] { $value } giorni lavorativi
  }
own-authority-term-months = { $value ->
    [one] un mese
   *[other] { $value } mesi
  }
own-authority-from = dal { $from }
own-authority-from-until = dal { $from } al { $until }
own-authority-added = L’autorità è stata aggiunta e i casi aperti vengono ora ripianificati.
own-authority-corrected = La correzione è salvata.
own-authority-ended = La sua legge è chiusa con quel giorno.
own-authority-withdrawn = È stata ritirata.
own-authority-name-missing = Indichi il nome dell’autorità.
own-authority-country-missing = Scelga il suo paese.
own-authority-languages-missing = Indichi almeno una lingua.
own-authority-languages-wrong = Scriva le lingue con due o tre lettere, come pt, en.
own-authority-channel-missing = Scelga almeno un canale.
own-authority-email-missing = Indichi l’indirizzo o scelga un altro canale.
own-authority-page-missing = Indichi la pagina in cui l’ha letto.
own-authority-page-wrong = Scriva l’indirizzo intero, che inizia con https:// e non ha spazi.
own-authority-act-missing = Indichi il nome della legge.
own-authority-article-missing = Indichi in quale punto della legge si trova.
own-authority-asks-missing = Dica con parole Sue che cosa chiede la legge.
own-authority-from-missing = Indichi il giorno dal quale la legge si applica.
own-authority-until-missing = Indichi l’ultimo giorno.
own-authority-until-before-from = L’ultimo giorno precede il primo.
own-authority-used = Un obbligo di un caso vi si fonda. La chiuda invece con il suo ultimo giorno.
own-authority-meanwhile = Qualcuno ha modificato questa autorità mentre scriveva. La riapra per vedere com’è ora.
own-authority-reader-refuses = La regola che deriva da questa voce non si concilia con il diritto della scrivania.
own-authority-reader = Che cosa non si concilia:
law-regime-name-own-law = Legge inserita dall’organizzazione
duty-name-own-law = Notifica secondo una legge inserita dall’organizzazione
rule-words-own-law = Ciò che questa legge chiede è stato inserito dall’organizzazione; nessun altro l’ha letta.
# Autorità con un nome proprio in una lingua delle pagine, come nelle loro schede.
authority-name-it = Garante per la protezione dei dati personali
authority-name-it-csirt = CSIRT Italia (Agenzia per la cybersicurezza nazionale, ACN)

# Ogni autorità del diritto caricato, e quel che si è letto della sua prassi.
authorities-title = Autorità
authorities-lead = A chi si notifica, come ciascuna riceve le notifiche, e quando qualcuno ha guardato per l’ultima volta le sue fonti.
authorities-link = Tutte le autorità
authorities-all = Tutti i paesi
authorities-show = Mostra
authorities-none = Di questo paese non è registrata alcuna autorità.
authorities-tasks = Competente per
authorities-checked = Ultima verifica
authorities-unchecked = non verificata a una fonte
authorities-native = Nome proprio
authorities-region = Regione
authorities-channel = Canale
authorities-mail-verified = verificato; la posta può andarci
authorities-mail-unverified = non verificato: prima telefonare
authorities-basis = Base giuridica
authorities-page = Pagina sulle violazioni
authorities-form = Modulo
authorities-website = Sito
authorities-open = Aprire
authorities-sources = Fonti
authority-task-data-protection = protezione dei dati
authority-task-telecom-breach = violazioni nei servizi di comunicazione
authority-task-network-incident = incidenti di reti e servizi
authority-task-eu-institutions = istituzioni dell’Unione
authority-task-financial-supervision = vigilanza finanziaria
authority-task-trust-supervision = servizi fiduciari
authority-task-product-security = sicurezza dei prodotti
authority-task-own-law = quanto chiede la voce inserita da voi
practice-title = Come questa autorità riceve le notifiche
practice-lead = Come letto alle fonti e annotato in inglese. Nulla di ciò entra nei calcoli; i termini di un obbligo vengono dalla sua regola.
practice-yes = sì
practice-no = no
practice-registration = Occorre registrarsi prima
practice-eid = Occorre un’identità elettronica nazionale
practice-sign-in = Accesso
practice-phased = Prima notifica e successive
practice-proof = Prova della trasmissione
practice-proof-file = un file da conservare: il suo documento o una stampa della pagina
practice-proof-number = un riferimento che essa comunica
practice-offline-forms = Moduli da compilare fuori linea
practice-languages = Lingue
practice-content = Che cosa vuole nella notifica
practice-terms = Che cosa dice essa stessa dei termini
practice-terms-people = … e della comunicazione agli interessati
practice-threshold = Soglia
practice-opening = Quando risponde qualcuno
practice-yearly = Obbligo annuale
practice-notes = Da sapere

# Un'autorità di vigilanza che la legge nei file indica e della quale nessun file ha una scheda (DORA, eIDAS).
own-recipients-lead = Con DORA ed eIDAS l’autorità di vigilanza dipende dallo Stato e dal tipo di soggetto, e questo programma non ne ha le schede. Individui la Sua e la indichi qui una volta: ogni obbligo nei suoi confronti dirà chi è e come la si raggiunge. Fino ad allora l’obbligo resta, con il suo termine, e dice che manca la scheda.
own-recipient-add = Indicare l’autorità di vigilanza: { $work }
own-recipient-lead = La legge ({ $work }) è nel programma, con i suoi termini. Ciò che nessuno ha verificato è chi sia l’autorità di vigilanza e come riceva le comunicazioni: lo si indica qui, con parole Sue, e resta contrassegnato «telefonare prima».
own-recipient-law = { $work }: la legge è nel programma
own-recipient-term = come dice quella legge
own-recipient-twice = L’autorità di vigilanza di questo Paese è già indicata. Corregga quella voce.
own-recipient-not-lacking = Per questa materia e questo Paese il programma ha una scheda, oppure nessuna legge che la richieda.
own-recipient-no-law = Lasciare vuoto: la legge di questa autorità è nel programma
own-recipient-no-end = La legge di questa autorità è nel programma. Corregga come la si raggiunge, oppure ritiri la voce.
own-recipient-withdraw-note = Gli obblighi restano; diranno di nuovo che manca la scheda.
duty-unrecorded = Questo programma non ha una scheda che dica chi è questa autorità e come riceve le comunicazioni. L’obbligo e il suo termine valgono comunque. La individui e la indichi una volta: da allora ogni caso la mostrerà.
duty-unrecorded-link = Indicare questa autorità

# L’indirizzo di un’autorità, controllato da una persona.
address-title = Dove può andare la posta per questa autorità
address-mail = E-mail ordinaria
address-pec = Posta certificata (PEC)
address-none = nessuno
address-is-missing = Non è registrato alcun indirizzo. Nulla può essere inviato per posta elettronica.
address-is-unchecked = { $address } non è stato controllato. Non vi si invia nulla: prima telefonare.
address-is-shipped = { $address } è stato letto a una fonte quando sono stati scritti i file di questo sistema.
address-is-marked = { $address } ({ $way }), controllato il { $day } da { $name }.
address-again-by = Ricontrollare entro il { $day }.
address-is-expired = { $address } è stato controllato l’ultima volta il { $day }, troppo tempo fa. Non vi si invia nulla finché qualcuno non lo ricontrolla.
address-is-void = { $address } è stato controllato il { $day }, ma da allora i file di questo sistema dicono altro. Non vi si invia nulla finché qualcuno non ricontrolla.
address-of-files = Nei file di questo sistema
address-of-files-then = Nei file al momento del controllo
address-checked = Controllato il
address-by = { $name }, inserito { $at }
address-again = Ricontrollare entro
address-check = Controllare l’indirizzo
address-lead = Cercate l’indirizzo presso l’autorità stessa, non in un vecchio messaggio né tra i risultati di una ricerca. Quanto inserite vale per la vostra organizzazione e resta accanto a ciò che dicono i file.
address-beside = Nessun canale oggi valido porta a una casella di questa autorità. Una notifica per posta potrebbe non valere: usate prima il suo canale, e la posta solo dove l’autorità lo dice.
address-email = Indirizzo
address-email-hint = Come lo avete visto o sentito, lettera per lettera
address-missing = Inserire l’indirizzo controllato
address-way = Tipo di casella
address-way-hint = L’e-mail ordinaria verso una casella certificata non ha valore legale, e viceversa
address-way-missing = Indicare il tipo di casella
address-how-label = Come ve ne siete accertati
address-how-missing = Indicare come ve ne siete accertati
address-how-own-page = Visto su una pagina dell’autorità
address-how-telephone = Chiesto per telefono
address-how-letter = Letto in una lettera dell’autorità
address-how-register = Trovato in un registro pubblico di indirizzi
address-source = Che cosa avete visto o sentito
address-source-hint = Per esempio: pagina dei contatti, titolo «Notificare una violazione»; oppure con chi avete parlato
address-source-missing = Indicare che cosa avete visto, o con chi avete parlato
address-page = Pagina
address-page-hint = Dove si trova l’indirizzo, o il numero di telefono chiamato
address-page-missing = Inserire l’indirizzo della pagina
address-day = Controllato il
address-button = Ho controllato questo indirizzo
address-withdraw = Ritirare il controllo
address-withdraw-note = Tornerà a valere ciò che dicono i file. Ritiratelo se non ne siete più sicuri.
address-changed = Nel frattempo qualcuno ha controllato questo indirizzo o ritirato il controllo. Guardate che cosa vale ora; quanto avete scritto è ancora qui, e premere di nuovo vale.
address-section = Posta per questa autorità
address-link = Controllare l’indirizzo
authority-name-people = Interessati
