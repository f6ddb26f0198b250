# Authorities that the organisation adds for countries whose law nobody has loaded.
own-authorities-title = Own authorities
own-authorities-lead = For countries whose law this desk does not hold: whom to tell there, and what its law asks, in your own words. Where people in such a country are affected, the plan holds the duty as presumed, because nobody but you has read that law.
own-authorities-none = None has been added.
own-authorities-link = Own authorities
own-authority-add = Add an authority
own-authority-name = Authority
own-authority-country = Country
own-authority-choose = Choose a country
own-authority-law = Law
own-authority-term = Term
own-authority-days = Days
own-authority-reach = How it is reached
own-authority-its-law = What its law asks
own-authority-law-stands = What the law asks stands as it was added. If it changes, end it with its last day and add the authority anew.
own-authority-zone = Time zone
own-authority-zone-hint = As America/Sao_Paulo; terms are counted there
own-authority-languages = Languages it takes
own-authority-languages-hint = Best first, as pt, en
own-authority-channels = Ways in
own-authority-channels-hint = Nobody has checked them but you
own-authority-email = E-mail for breach notices
own-authority-email-hint = Stays marked “call first”: mail goes by itself to checked addresses only
own-authority-phone = Telephone
own-authority-post = Postal address
own-authority-act = Name of the law
own-authority-act-hint = As its own country calls it, with the year
own-authority-article = Where in it
own-authority-asks = What it asks
own-authority-asks-hint = In your words: which breaches, by when, with what content
own-authority-term-hint = Leave it empty where the law gives no figure
own-authority-unit = Unit of the term
own-authority-from-day = In force from
own-authority-until-day = Last day
own-authority-day-hint = As 2026-01-31
own-authority-page = Page of the authority or the law
own-authority-page-hint = With https://; it stands as the source
own-authority-read-by = Added by
own-authority-save = Save
own-authority-end = End it
own-authority-end-button = End with this day
own-authority-withdraw = Take back
own-authority-withdraw-note = No duty rests on it yet. Afterwards it can only be ended.
own-authority-no-figure = without undue delay, no figure
own-authority-term-hours = { $value ->
    [one] one hour
   *[other] { $value } hours
  }
own-authority-term-days = { $value ->
    [one] one day
   *[other] { $value } days
  }
own-authority-term-working-days = { $value ->
    [one] one working day
   *[other] { $value } working days
  }
own-authority-term-months = { $value ->
    [one] one month
   *[other] { $value } months
  }
own-authority-from = from { $from }
own-authority-from-until = from { $from } to { $until }
own-authority-added = The authority was added, and open cases are being planned anew.
own-authority-corrected = The correction is saved.
own-authority-ended = Its law is ended with that day.
own-authority-withdrawn = It was taken back.
own-authority-name-missing = Name the authority.
own-authority-country-missing = Choose its country.
own-authority-languages-missing = Name at least one language.
own-authority-languages-wrong = Write languages with two or three letters each, as pt, en.
own-authority-channel-missing = Choose at least one way in.
own-authority-email-missing = Give the address, or choose another way in.
own-authority-page-missing = Give the page on which you read it.
own-authority-page-wrong = Write the whole address, beginning with https:// and without spaces.
own-authority-act-missing = Name the law.
own-authority-article-missing = Say where in the law it stands.
own-authority-asks-missing = Say in your words what the law asks.
own-authority-from-missing = Give the day from which the law applies.
own-authority-until-missing = Give the last day.
own-authority-until-before-from = The last day lies before the first.
own-authority-used = A duty of a case rests on it. End it with its last day instead.
own-authority-meanwhile = Somebody changed this authority while you were writing. Open it again to see how it stands.
own-authority-reader-refuses = The rule that follows from this entry does not fit the law of the desk.
own-authority-reader = What does not fit:
law-regime-name-own-law = Law entered by the organisation
duty-name-own-law = Notice under a law entered by the organisation
rule-words-own-law = What this law asks was entered by the organisation; nobody else has read it.
# Authorities with a name of their own in a language of the screens; as their records give it.
authority-name-it = Italian Data Protection Authority
authority-name-it-csirt = CSIRT Italia (National Cybersecurity Agency)

# Every authority of the law that is loaded, and what was read of its practice.
authorities-title = Authorities
authorities-lead = Whom one notifies, how each takes notices, and when somebody last looked at its sources.
authorities-link = All authorities
authorities-all = All countries
authorities-show = Show
authorities-none = No authority of this country is on record.
authorities-tasks = Competent for
authorities-checked = Last checked
authorities-unchecked = not checked at a source
authorities-native = Own name
authorities-region = Region
authorities-channel = Way in
authorities-mail-verified = checked; mail can go there
authorities-mail-unverified = not checked: call first
authorities-basis = Legal basis
authorities-page = Page on breaches
authorities-form = Form
authorities-website = Website
authorities-open = Open
authorities-sources = Sources
authority-task-data-protection = data protection
authority-task-telecom-breach = breaches of communications services
authority-task-network-incident = incidents in networks and services
authority-task-eu-institutions = institutions of the Union
authority-task-financial-supervision = financial supervision
authority-task-trust-supervision = trust services
authority-task-product-security = security of products
authority-task-own-law = what your own entry asks
practice-title = How this authority takes notices
practice-lead = As read at the sources and written down in English. Nothing here is computed with; the terms of a duty come from its rule.
practice-yes = yes
practice-no = no
practice-registration = One registers first
practice-eid = A national electronic identity is needed
practice-sign-in = Sign-in
practice-phased = First and later notices
practice-proof = Proof of a filing
practice-proof-file = a file to keep: its document or a print of its page
practice-proof-number = a reference that it gives
practice-offline-forms = Forms to fill offline
practice-languages = Languages
practice-content = What it wants in the notice
practice-terms = What it says itself on terms
practice-terms-people = … and on telling people
practice-threshold = Threshold
practice-opening = When somebody answers
practice-yearly = Yearly duty
practice-notes = To be known

# A supervisor that the law in the files names, and of whom no file has a record (DORA, eIDAS).
own-recipients-lead = Under DORA and eIDAS the supervisor depends on the State and on the kind of entity, and this program has no record of them. Look yours up and name it here once: every duty towards it will then say who it is and how it is reached. Until then the duty stands with its clock, and says that nobody is on record.
own-recipient-add = Name the supervisor: { $work }
own-recipient-lead = The law itself ({ $work }) is in this program, with its terms. What nobody has looked up is who the supervisor is and how it takes notices: that is entered here, in your own words, and stays marked “call first”.
own-recipient-law = { $work }: the law is in this program
own-recipient-term = as that law says
own-recipient-twice = The supervisor of this country is entered already. Correct that entry instead.
own-recipient-not-lacking = For this work and country the program has a record, or no law that would need one.
own-recipient-no-law = Leave it empty: the law of this supervisor is in the program
own-recipient-no-end = The law of this supervisor is in the program. Correct how it is reached, or take the entry back.
own-recipient-withdraw-note = The duties stay; they say again that nobody is on record.
duty-unrecorded = This program has no record of who this authority is or how it takes notices. The duty and its clock stand all the same. Look the authority up, and name it once: every case will then show it.
duty-unrecorded-link = Name this authority

# The address of an authority, checked by a person.
address-title = Where mail to this authority may go
address-mail = Ordinary e-mail
address-pec = Certified mail (PEC)
address-none = none
address-is-missing = No address is on record. Nothing can be mailed there.
address-is-unchecked = { $address } has not been checked. Nothing is mailed there: call first.
address-is-shipped = { $address } was read at a source when the files of this desk were written.
address-is-marked = { $address } ({ $way }), checked on { $day } by { $name }.
address-again-by = Check it again by { $day }.
address-is-expired = { $address } was last checked on { $day }, too long ago. Nothing is mailed there until somebody checks it again.
address-is-void = { $address } was checked on { $day }, but the files of this desk have said something else since. Nothing is mailed there until somebody checks again.
address-of-files = In the files of this desk
address-of-files-then = In the files when it was checked
address-checked = Checked on
address-by = { $name }, entered { $at }
address-again = Check again by
address-check = Check the address
address-lead = Look the address up at the authority itself, not in an old message and not in a search result. What you enter counts for your organisation and stays beside what the files say.
address-beside = No way in that holds today leads to a mailbox of this authority. A notice by mail may not count: use its own way first, and mail only where it says so.
address-email = Address
address-email-hint = As you saw or heard it, letter by letter
address-missing = Enter the address that you checked
address-way = What kind of mailbox
address-way-hint = Ordinary mail to a certified mailbox has no legal value, and the other way round
address-way-missing = Say what kind of mailbox it is
address-how-label = How you made sure
address-how-missing = Say how you made sure
address-how-own-page = Seen on the authority’s own page
address-how-telephone = Asked by telephone
address-how-letter = Read in a letter of the authority
address-how-register = Found in a public register of addresses
address-source = What you saw or heard
address-source-hint = Such as: contact page, heading “Notify a breach”; or whom you spoke to
address-source-missing = Say what you saw, or whom you spoke to
address-page = Page
address-page-hint = Where it stands, or where the telephone number stands that you called
address-page-missing = Enter the address of the page
address-day = Checked on
address-button = I have checked this address
address-withdraw = Withdraw the check
address-withdraw-note = What the files say counts again. Withdraw it if you are no longer sure.
address-changed = Somebody checked this address, or withdrew the check, in the meantime. Look at what stands here now; what you typed is still here, and pressing once more counts.
address-section = Mail to this authority
address-link = Check the address
authority-name-people = Data subjects
