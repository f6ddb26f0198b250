# Ciò che un'autorità sa: detto allora, vero oggi, dovuto.
known-title = Che cosa sa ciascuna autorità
known-heading = { $name }: che cosa sa
known-lead = Ogni dato come l'ha comunicato l'ultima trasmissione, accanto a ciò che risulta oggi.
known-filed = { $count ->
    [one] Vale una trasmissione, del { $at }.
   *[other] Valgono { $count } trasmissioni, l'ultima del { $at }.
}
known-reference = Suo riferimento: { $reference }.
# Il numero è stato dato per una trasmissione precedente all'ultima.
known-reference-of = Suo riferimento per la trasmissione del { $at }: { $reference }.
known-not-recorded = { $count ->
    [one] Di una trasmissione non è registrato, dato per dato, che cosa ha comunicato. Leggerne il testo.
   *[other] Di { $count } trasmissioni non è registrato, dato per dato, che cosa hanno comunicato. Leggerne i testi.
}
known-withdrawn = La notifica è stata ritirata il { $at }. Ciò che comunicava non è più confrontato con oggi.
known-withdrawn-still = Ancora aperto verso questa autorità: { $duties }. Il ritiro non lo chiude.
known-taken-back = { $count ->
    [one] Un dato comunicato e poi ritirato
   *[other] { $count } dati comunicati e poi ritirati
}
known-owed = Che cosa questa autorità non sa ancora
known-nothing-owed = Nulla. Ciò che è cambiato è stato comunicato, o il suo modulo non lo chiede.
known-open = Comunicato come non ancora noto, e tuttora aperto
known-same = { $count ->
    [one] Un dato è come è stato comunicato
   *[other] { $count } dati sono come sono stati comunicati
}
known-rest = { $count ->
    [one] Un dato che nessuna trasmissione ha comunicato
   *[other] { $count } dati che nessuna trasmissione ha comunicato
}
known-told = Comunicato il { $at }: { $was }.
known-told-unproven = Risulta comunicato il { $at }, ancora senza prova: { $was }.
known-since = Risulta dal { $at }.
known-expected = Non ancora noto, atteso entro il { $day }
known-fact = Apri
known-owed-count = { $count ->
    [0] nulla di dovuto
    [one] un dato dovuto
   *[other] { $count } dati dovuti
}
known-duty-lacks = Questa autorità non ha ancora
known-board-lacks = L'autorità non ha: { $facts }
known-board-lacks-each = A queste autorità mancano uno o più di: { $facts }
known-begin-amendment = Rettifica quanto notificato
known-begin-withdrawal = Ritira la notifica
known-link = Che cosa sa questa autorità
known-standing-as-told = come comunicato
known-standing-still-open = ancora aperto
known-standing-arrived = noto nel frattempo
known-standing-corrected = corretto nel frattempo
known-standing-erased = cancellato nel frattempo; non resta nulla da confrontare
known-standing-not-told = Nessuna trasmissione lo ha comunicato.
known-of-set = { $fact } ({ $set })
