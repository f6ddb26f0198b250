# What comes back of a message: receipts of certified mail and delivery reports.

receipts-title = What came back
receipts-lead = Receipts of certified mail and reports of mail servers, each kept as it came. Only a verified one changes the case; nothing is sent again because of one.
receipt-kind-accettazione = Accepted by the provider (accettazione)
receipt-kind-non-accettazione = Not accepted by the provider (non accettazione)
receipt-kind-presa-in-carico = Taken over by the recipient’s provider (presa in carico)
receipt-kind-avvenuta-consegna = Delivered (avvenuta consegna)
receipt-kind-errore-consegna = Not delivered (errore di consegna)
receipt-kind-preavviso-errore-consegna = Not delivered yet (preavviso di errore di consegna)
receipt-kind-rilevazione-virus = Not delivered: a virus was found (rilevazione virus)
receipt-kind-failed = Report of a mail server: not delivered
receipt-kind-delayed = Report of a mail server: not delivered yet
receipt-kind-delivered = Report of a mail server: delivered
receipt-kind-relayed = Report of a mail server: passed on to a server that reports nothing
receipt-kind-expanded = Report of a mail server: passed on to several mailboxes
receipt-verified = { $effect } It says { $at }.
receipt-effect-nothing = Kept; it changed nothing.
receipt-effect-accepted = The message counts as taken by the provider.
receipt-effect-proven = It proves the filing.
receipt-effect-failed = The filing counts no more.
receipt-doubted = NOT verified, nothing was changed: { $why }
receipt-came = Came { $at }.
receipt-signed-by = Signed by { $address }.
receipt-signer-differs = Whoever signed it has another address than the one it came from.
receipt-file = The message
receipt-doubt-not-signed = it carries no signature.
receipt-doubt-altered = the signature does not fit the text.
receipt-doubt-no-anchors = nobody has entered whose signatures this organisation believes.
receipt-doubt-signer-unknown = nobody whom this organisation trusts vouches for whoever signed it.
receipt-doubt-signer-no-provider = whoever signed it is vouched for, but is on no list as a provider. If it is one, an administrator enters its address under “Certified mail (PEC)”; the receipt is then judged again.
receipt-doubt-signer-expired = the certificate of whoever signed it was not valid when it came.
receipt-doubt-enveloped = it came inside a message that somebody sent.
receipt-doubt-no-data = the signed data are missing, or there are two of them.
receipt-doubt-data-unreadable = the signed data cannot be read.
receipt-doubt-contradictory = it contradicts itself.
receipt-doubt-other-message = it is about another message.
receipt-doubt-other-sender = it is about a message of another sender.
receipt-doubt-other-recipient = it is about another recipient.
receipt-doubt-time-wrong = it does not say clearly when, or a time that cannot be.
receipt-doubt-failed-before = it was said before that the message did not arrive. Ask the authority.
receipt-doubt-not-expected = the message is not under way, or has been settled otherwise.
receipt-doubt-not-ours = it names no message of this desk.

certified-mail-title = Certified mail (PEC)
certified-mail-lead = From where notices are sent by certified mail, and whose receipts are believed. A PEC receipt proves a filing only if its provider signed it. Enter the certificates of whoever vouches for the providers you write through.
certified-mail-broken = The certificates on record cannot be read any more, so no receipt is believed. Enter them again.
certified-mail-trusted = Trusted providers
certified-mail-none = None yet: every receipt is kept and shown as not verified.
certified-mail-until = Valid until { $until }
certified-mail-anchors = Certificates
certified-mail-anchors-hint = In PEM form, one after the other. Take them from a source that you have checked, and compare the fingerprints. Never paste a private key.
certified-mail-anchors-form = This is no list of certificates in PEM form. Nothing was saved
certified-mail-signers = Addresses with which providers sign
certified-mail-signers-hint = One on each line, as their certificates have it. An authority that vouches for providers vouches for other people’s mail too, so without its address here nobody’s receipt is believed, except whose own certificate you entered above. Your provider signs that it accepted a message; the recipient’s provider signs that it was delivered.
certified-mail-signers-form = Enter one e-mail address on each line and nothing else. Nothing was saved
certified-mail-signed-by = Receipts are believed of those who sign with:
certified-mail-no-signers = No address of a provider is on record. Only receipts signed with one of these very certificates are believed.
certified-mail-open = Certified mail (PEC)

file-by-pec = This authority takes certified mail (PEC), but none of its PEC addresses is verified here, so the desk sends it none. Send the notice from the organisation’s PEC mailbox, then record below that it is filed and add the receipt as proof.

mailbox-title = Mailbox of the receipts
mailbox-lead = The desk reads here, twice a minute, what came back: receipts of certified mail and reports of mail servers. It marks, moves and deletes nothing. Other messages are passed over and not kept.
mailbox-host-hint = IMAP, such as imap.example.org. Empty for no mailbox
mailbox-port-hint = Usually 993
mailbox-folder = Folder
mailbox-folder-hint = Usually INBOX
mailbox-in-the-clear = Without protection others could read the receipts on their way. Choose TLS
mailbox-password-missing = Enter the password; for another server or login enter it again
mailbox-letters = The server takes only plain letters, digits and signs here, without accents
mailbox-looked = Last read { $at }, to the end.
mailbox-failed = The last look { $at } failed: { $why }

pec-title = Account that sends
pec-lead = Notices to an authority that takes certified mail leave from this account, one message for each authority, and never by the ordinary mail server.
pec-clocks = If the provider has not accepted a notice within { $acceptance } minutes, or it is not delivered within { $delivery } minutes, those who are reminded of its duty hear of it.
pec-clocks-unverified = If the provider has not accepted a notice within { $acceptance } minutes, or it is not delivered within { $delivery } minutes, those who are reminded of its duty hear of it. These times are a habit of this desk, UNVERIFIED, and no rule of the providers.
pec-address = PEC address
pec-address-hint = The account’s own address; the provider refuses every other sender. Empty for no account
pec-host = Server that sends
pec-host-hint = SMTP of the provider, such as smtps.pec.example.org
pec-port = Port of that server
pec-port-hint = Usually 465
pec-security = Protection of that connection
pec-user = Login of the account
pec-password = Password of the account
pec-save = Save the account
pec-test = Send a test to itself
pec-test-lead = Signs in and sends one certified message from { $address } to the same address, now. The provider’s receipts arrive in that mailbox.
pec-test-subject = Test of the PEC account
pec-test-text = This message was sent from the breach desk by the PEC account to itself, { $now }. Nothing has to be done.
pec-test-taken = The provider’s server took the test: { $reply } Look into the mailbox for the receipts of acceptance and delivery.

pec-no-account = This authority is written to by certified mail (PEC), and the organisation has no PEC account at this desk. An administrator can set one. Until then, file elsewhere, such as from the organisation’s own PEC mailbox, and record the filing with its receipt.
pec-too-large = The notice is too large for certified mail. Shorten it, or file it another way
pec-send = Send to { $to } by certified mail (PEC)
pec-mail-to = To { $address }, a verified PEC address, from { $from }.
pec-send-note = Pressing twice sends once. It counts as sent when your PEC provider has accepted it, and is confirmed by the receipt of delivery.
pec-unclear-lead = The PEC provider’s acceptance is not here yet. If you have found the receipt yourself, or know that it was not accepted, say so. Nothing is sent again by itself.

file-lead-pec-outstanding = Handed over to the PEC provider, acceptance outstanding. It is NOT filed yet.
file-lead-pec-acceptance-missing = Handed over to the PEC provider, and its acceptance is late. It is NOT filed yet. Look into the PEC mailbox, and prepare another way before the term ends.
file-lead-pec-accepted = Accepted by the PEC provider, so it counts as sent. The receipt of delivery is outstanding.
file-lead-pec-delivery-missing = Accepted by the PEC provider, so it counts as sent, but the receipt of delivery is late. Look into the PEC mailbox and ask the authority.
file-lead-pec-delivered = Delivered by certified mail, with its receipt.

notice-label-pec-outstanding = handed over to the PEC provider, acceptance outstanding
notice-label-pec-accepted = accepted by the PEC provider, delivery outstanding
notice-label-pec-delivered = delivered by certified mail, confirmed

work-pec-outstanding = Handed over to the PEC provider, acceptance outstanding
work-pec-acceptance-missing = Handed over to the PEC provider, acceptance is late
work-pec-accepted = Accepted by the PEC provider, delivery outstanding
work-pec-delivery-missing = Accepted by the PEC provider, delivery is late

reminders-receipt = Receipt of certified mail

certified-mail-judged-again = { $judged ->
    [one] One receipt that could not be verified was judged again:
   *[other] { $judged } receipts that could not be verified were judged again:
} { $verified ->
    [0] none is verified now.
    [one] one is verified now.
   *[other] { $verified } are verified now.
}
receipt-judged-again = Judged again and verified { $at }.
