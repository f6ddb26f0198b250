# Whom to call, who can file where, the handover of a case.
nav-people = People and access
reach-title = Whom to call, who can file
reach-lead = Print this page and keep it where the night finds it. Of each authority it says who can get in, with what, since when that is certain, who stands in, and what is done if it fails.
reach-printed = Printed { $at } by { $by }
reach-phones = Telephone list
reach-no-phones = Nobody is entered yet. Begin with security, the data centre, counsel and whoever may decide at night.
reach-filing = Who can file where
reach-no-authorities = No authority follows from the controllers and markets entered.
reach-who-can = Who can file now
reach-changed = Somebody changed these lists in the meantime. Look at them again; what you typed is still here, and saving once more counts.
contact-new = Add somebody
contact-edit = Somebody to call
contact-name = Name
contact-name-missing = Enter the name
contact-function = Function
contact-function-hint = What they do or may decide
contact-of = Organisation
contact-phone = Telephone
contact-phone-hint = With country code; it can be dialled from the page
contact-email = Mail
contact-reach-missing = Enter a telephone or a mail address
contact-hours = Hours
contact-hours-hint = When they answer, with the zone
contact-languages = Languages
contact-deputy = Who stands in
contact-deputy-hint = Name and telephone
contact-else = else { $deputy }
contact-save = Save
contact-remove = Take off the list
contact-files = This person is named for filing. Name somebody else there first.
phones-title = Whom to call
phones-lead = For this case first, then the lists that always hold.
phones-of-case = For this case
phones-of-organisation = Of the organisation
phones-of-desk = Members of the desk
phones-add = Add somebody for this case
phones-edit = Change { $name }
identity-new = Add a way to file
identity-edit = A way to file
identity-lead = One person, one e-identity or account, one authority. Sign in with it once and record the day: what nobody has tried out fails in the night it is needed.
identity-no-people = Enter the person in the telephone list first.
identity-authority = Authority
identity-authority-missing = Choose the authority
identity-authority-unknown = This authority is not known here
identity-kind-label = With what
identity-kind-missing = Choose the e-identity or account
identity-kind-spid = SPID
identity-kind-cie = CIE (Italian identity card)
identity-kind-eherkenning = eHerkenning
identity-kind-eidas = eIDAS of another country
identity-kind-certificate = Client certificate
identity-kind-pec = PEC account
identity-kind-portal-account = Account of the portal
identity-kind-mailbox = Mailbox
identity-kind-other = Something else
identity-person = Who
identity-person-hint = From the telephone list
identity-person-missing = Choose the person
identity-person-unknown = This person is not on the telephone list
identity-same-person = Choose somebody else: nobody stands in for themselves
identity-nobody = Nobody
identity-substitute = Who stands in
identity-substitute-hint = Somebody with a key of their own; it should be entered as another way
identity-fallback = If it fails
identity-fallback-hint = Another channel that counts as filed in time, or whom to call
identity-fallback-missing = Say what is done if it fails
identity-fallback-is = if it fails: { $what }
identity-save = Save
identity-remove = Remove this way
identity-test = Last tried out
identity-never-tested = Nobody has tried it out yet.
identity-tested = tested { $day }
identity-tested-by = { $day }, { $name }
identity-else = else { $name }
identity-test-day = Signed in on
identity-test-hint = The day on which somebody really got in
identity-test-ahead = This day has not come yet
identity-test-button = Record the test
readiness-missing = Nobody can file
readiness-untested = Never tried out
readiness-old = Test too old
readiness-ready = Ready
home-wait-set-up = to be set up
handover-title = Handover
handover-happened = What happened
handover-open = not decided yet
handover-due = What is due next
handover-tasks = What is to be done
handover-no-tasks = No task is open.
handover-done = What has gone out
handover-nothing-done = Nothing has gone out yet.
handover-filed = { $what }: filed { $at }
handover-number = { $said }, number { $number }
handover-mail-out = Mail-out { $number } to the people: begun { $at }, { $state }
handover-published = Public notice, version { $version }: { $at }, { $address }
handover-decided = What is decided
handover-nothing-decided = Nothing is decided yet.
handover-unknown = What is not known
handover-deciding = { $count ->
    [one] One duty is presumed until this is known: { $facts }
   *[other] { $count } duties are presumed until this is known: { $facts }
  }
handover-nothing-unknown = Nothing on record is open.
handover-by = { $name }, { $at }
handover-has = { $name } has the case; no handover is on record.
handover-since = { $name } works on it since.
handover-take = Take the shift over
handover-note = What was said
handover-note-hint = What the one before told you and stands nowhere else; may be empty
handover-button = I have it from here on
handover-more = { $count ->
    [one] and one more
   *[other] and { $count } more
  }
home-wait-access = { $count ->
    [one] Nobody can file with one authority: name somebody
   *[other] Nobody can file with { $count } authorities: name somebody
  }
reach-missing = { $count ->
    [one] With one authority nobody can file
   *[other] With { $count } authorities nobody can file
  }
reach-wanting = { $count ->
    [one] With one authority no way in was tested in time
   *[other] With { $count } authorities no way in was tested in time
  }
