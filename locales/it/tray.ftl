# Il vassoio della posta nella dimostrazione.
tray-title = Vassoio della posta
tray-lead = Nella dimostrazione non parte nulla. Ciò che sarebbe partito è qui, il più recente per primo.
tray-empty = Il vassoio è vuoto.
tray-simulated = Simulato
tray-no-subject = (senza oggetto)
tray-text = Testo semplice
tray-html = Come appare
tray-not-yours = Può leggerlo chi rilascia i messaggi.
tray-all = Tutti
tray-pill-staff = Al personale
tray-pill-authority = Alle autorità
tray-pill-people = Agli interessati
tray-pill-test = Prove
tray-kind-staff = al personale
tray-kind-authority = a un’autorità
tray-kind-people = a una persona interessata
tray-kind-test = prova
