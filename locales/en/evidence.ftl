# Evidence and keeping: the bundle, the legal hold, lists of people.
evidence-title = Evidence and keeping
evidence-link = Evidence and keeping
evidence-lead = What proves this case later, and how long the lists of people are kept.
evidence-bundle = Evidence bundle
evidence-bundle-lead = One ZIP file with every event and its hash, the case and its plan, each approved notice, the files, what was handed over and the rules used. “breachdesk verify” checks it without this desk.
evidence-bundle-personal = It names the people of the house and holds what they wrote. Addresses of the people concerned are not in it. Taking it is put on record.
evidence-bundle-take = Take the bundle
evidence-bundle-others = The data protection officer, the controller’s authorised person and auditors may take it.
evidence-hold = Legal hold
evidence-hold-none = No legal hold stands: lists are purged when their time has come.
evidence-hold-since = { $by } placed a legal hold on { $at }. Nothing of this case is purged while it stands.
evidence-place = Place a legal hold
evidence-place-hint = A claim, an inquiry of the authority, a court
evidence-lift = Lift the legal hold
evidence-lift-lead = Lists whose time has come are purged then. Another person than the one who placed it has to do this.
evidence-reason = Reason
evidence-lists = Lists of people
evidence-lists-lead = { $days ->
    [one] A list is purged one day after the day until which it is needed
   *[other] A list is purged { $days } days after the day until which it is needed
 }: names, addresses and the key go; counts and the digests of the messages stay.
evidence-lists-none = There are no lists in this case.
evidence-list = Mail-out { $number }
evidence-list-people = { $count ->
    [one] One person is on the list.
   *[other] { $count } people are on the list.
 }
evidence-list-no-day = No day is set: the list is kept until somebody sets one.
evidence-list-until = Needed until { $day }, purged after { $purge }.
evidence-list-held = Its day is set; the legal hold keeps it.
evidence-list-purged = Purged on { $at }.
evidence-list-day = Last day on which the list is needed
evidence-list-day-hint = Year, month and day, such as 2027-03-31
evidence-list-set = Set the day
evidence-day-unreadable = Enter a day such as 2027-03-31
evidence-done-hold = The legal hold stands.
evidence-done-lift = The legal hold is lifted.
evidence-done-keep = The day is set.
