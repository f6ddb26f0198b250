# Dopo un salto dell’orologio.
clock-title = Orologio del servizio
clock-now = Per il servizio sono le { $now }.
clock-nothing-held = Nulla attende una conferma sull’orologio.
clock-held = Il { $at } l’orologio di questa macchina è saltato in avanti di { $hours } h. Le notifiche alle autorità e i messaggi agli interessati attendono. I promemoria e la posta interna proseguono.
clock-lead = Se l’ora indicata sopra è giusta, confermatelo, e ciò che attende parte. Se è sbagliata, fate prima regolare l’orologio della macchina. Le trasmissioni per altre vie non sono trattenute.
clock-confirm = L’ora è giusta: invia ciò che attende
frame-clock-band = L’orologio della macchina è saltato in avanti: nulla parte verso autorità e interessati finché qualcuno non lo conferma nella pagina /clock.
