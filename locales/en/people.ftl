# Telling the people: recipients, texts, mail-out, progress.
people-title = People
people-lead = Whoever is likely to be affected gets one message in their own language. A second person approves it for the exact number of people.
people-none = Nobody has been written to in this case yet.
people-mail-outs = Mail-outs
people-mail-outs-caption = Mail-outs of this case, the newest first
people-mail-out = Mail-out { $number }, { $languages }
people-mail-out-title = Mail-out { $number }
people-head-mail-out = Mail-out
people-head-people = By mail
people-head-letters = By letter
people-head-state = State
people-head-started = Started
people-head-rows = Rows
people-head-what = What happens
people-waiting = Files that wait for acceptance
people-waiting-since = uploaded { $at }, deleted { $ends }
people-upload = Upload a list of recipients
people-no-text-yet = There is no message to people in this case yet. You can check a list now and write the message before it is approved.
people-to-notices = To the notices
people-file = Recipients file
people-file-hint = CSV or a workbook (XLSX) with one sheet, with a column for e-mail addresses and one for names; better also language and reference. Up to 1,000,000 rows, a workbook up to 32 MB.
people-check-file = Check the file
people-sample = A sample file
people-where-data-stay = The file is encrypted as it arrives and waits for at most 24 hours. Nothing is stored until you accept it; then each row is encrypted with a key of this mail-out.
people-upload-missing = Choose a file
people-upload-too-large = The file is too large. Split it and upload the parts one after the other
people-upload-empty = The file is empty
people-upload-gone = The file waits no longer: it was accepted, cancelled, or a day has passed. Upload it again
people-upload-spoilt = The file that waited here cannot be opened any more. Upload it again
people-upload-not-csv = This is neither a CSV file nor a workbook (XLSX). A workbook of an older form or with a password must be saved anew as XLSX, without the password
people-upload-workbook-unreadable = This is no workbook in the form XLSX, or it is damaged. Save the list anew as XLSX or as CSV
people-upload-workbook-too-large = The workbook is larger than 32 MB, or unpacks to too much. Save the list as CSV
people-upload-several-sheets = More than one sheet of the workbook holds something; hidden ones count. Leave only the list in it
people-bad-columns = Two columns have the same meaning. Choose one of them
people-bad-language = Choose one of the languages
people-file-no-email-column = No column holds e-mail addresses. Say below which one does
people-file-no-name-column = No column holds names. Say below which one does
people-file-columns-do-not-fit = The file has { $found } columns, but meanings were chosen for { $chosen }
people-file-too-many-rows = The file has more than { $most } rows. Split it
people-file-row-too-large = Row { $row } does not end. A quotation mark there is probably not closed
people-import-title = Recipients: { $file }
people-import-lead = Nothing is stored until you accept the file.
people-problems-in-rows = { $rows ->
    [one] There is a problem in one row
   *[other] There are problems in { $rows } rows
  }
people-kind-address = { $rows ->
    [one] Fix one address
   *[other] Fix { $rows } addresses
  }
people-kind-name-missing = { $rows ->
    [one] Enter the missing name in one row
   *[other] Enter the missing name in { $rows } rows
  }
people-kind-nothing-to-reach = { $rows ->
    [one] One row has neither address nor name nor reference
   *[other] { $rows } rows have neither address nor name nor reference
  }
people-kind-columns = { $rows ->
    [one] One row has another number of columns than the header
   *[other] { $rows } rows have another number of columns than the header
  }
people-kind-too-long = { $rows ->
    [one] One row holds a field that is too long
   *[other] { $rows } rows hold a field that is too long
  }
people-kind-line-break = { $rows ->
    [one] One row holds a line break where one line belongs
   *[other] { $rows } rows hold a line break where one line belongs
  }
people-kind-control = { $rows ->
    [one] One row holds invisible characters
   *[other] { $rows } rows hold invisible characters
  }
people-kind-unreadable = { $rows ->
    [one] One row holds characters that cannot be read
   *[other] { $rows } rows hold characters that cannot be read
  }
people-kind-formula = { $rows ->
    [one] One row holds a formula instead of a name
   *[other] { $rows } rows hold a formula instead of a name
  }
people-kind-swallowed-rows = { $rows ->
    [one] In one row a quotation mark is not closed, so that it takes in the rows after it
   *[other] In { $rows } rows a quotation mark is not closed, so that they take in the rows after them
  }
people-problem-address = not an address
people-problem-name-missing = name missing
people-problem-nothing-to-reach = neither address nor name nor reference
people-problem-columns = another number of columns than the header
people-problem-too-long = too long
people-problem-line-break = line break inside
people-problem-control = invisible characters
people-problem-unreadable = unreadable characters
people-problem-formula = a formula, not a name
people-problem-swallowed-rows = quotation mark not closed; takes in the rows after it
people-problem-in = { $problem } (column “{ $column }”)
people-address-no-at = not an address: no @ sign
people-address-two-ats = not an address: two @ signs
people-address-space-inside = not an address: space inside
people-address-name-inside = only the address belongs here, without name and brackets
people-address-several-addresses = several addresses in one cell
people-address-nothing-before-at = not an address: nothing before the @
people-address-dot-misplaced = not an address: a dot at the end, at the start or twice
people-address-no-domain = not an address: no domain after the @
people-address-domain-receives-no-mail = domain cannot receive mail
people-address-not-ascii = accented letters before the @ are not delivered everywhere
people-address-forbidden-character = not an address: forbidden character
people-address-too-long = longer than an address can be
people-sum-title = The sum
people-sum-accepted = Good rows
people-sum-letters = Rows without address
people-sum-duplicates = The same person again
people-sum-rejected = Rows with a problem
people-sum-total = Rows in the file
people-sum-what-accepted = get a message
people-sum-what-letters = go on the letter list
people-sum-what-duplicates = are left out: one message per person
people-sum-what-rejected = wait for you; they are not imported
people-sum-agrees = { $sum }, the sum agrees
people-read-as = Read as { $encoding }, separated by { $separator }, { $header }
people-read-as-workbook = Read as a workbook, { $header }; formulas with their last value, days as numbers
people-separator-comma = commas
people-separator-semicolon = semicolons
people-separator-tab = tabs
people-separator-bar = vertical bars
people-header = header in the first row
people-no-header = without a header row
people-warn-shared = { $count ->
    [one] One person shares an address with somebody else. Each still gets an own message.
   *[other] { $count } people share an address with somebody else. Each still gets an own message.
  }
people-warn-roles = { $count ->
    [one] One address is that of a function, such as info@. Several people may read it.
   *[other] { $count } addresses are those of a function, such as info@. Several people may read them.
  }
people-warn-own = { $count ->
    [one] One address is in your own domain.
   *[other] { $count } addresses are in your own domain.
  }
people-warn-before = { $count ->
    [one] One address was on an earlier list of this case.
   *[other] { $count } addresses were on an earlier list of this case.
  }
people-warn-brings-in = { $count ->
    [one] One row that mail-out { $number } left out stands in this file. It no longer counts as left out there once this mail-out is approved.
   *[other] { $count } rows that mail-out { $number } left out stand in this file. They no longer count as left out there once this mail-out is approved.
  }
people-warn-blank = { $count ->
    [one] One empty row names nobody and was passed over.
   *[other] { $count } empty rows name nobody and were passed over.
  }
people-warn-language-empty = { $count ->
    [one] One row names no language and gets { $language }.
   *[other] { $count } rows name no language and get { $language }.
  }
people-warn-language-unknown = { $count ->
    [one] One row names a language we do not know ({ $words }) and gets { $language }.
   *[other] { $count } rows name a language we do not know ({ $words }) and get { $language }.
  }
people-bad-title = Rows with a problem
people-bad-download = Download all { $rows } rows (CSV)
people-bad-caption = First { $shown } of { $all }; row numbers as in your file
people-bad-row = Row
people-bad-problem = Problem
people-bad-address = Address
people-bad-name = Name
people-empty-cell = (empty)
people-accept-what = { $accepted ->
    [one] 1 person is to be mailed
   *[other] { $accepted } people are to be mailed
  }, { $letters ->
    [one] 1 goes on the letter list
   *[other] { $letters } go on the letter list
  }, { $rejected ->
    [one] 1 row is left out
   *[other] { $rejected } rows are left out
  }.
people-accept = { $rows ->
    [one] Import one person
   *[other] Import { $rows } people
  }
people-columns = Columns and language
people-column-number = Column { $number }
people-column-email = E-mail address
people-column-name = Name
people-column-given-name = First name
people-column-family-name = Last name
people-column-language = Language
people-column-reference = Reference
people-column-post = Postal address
people-column-ignored = Do not use
people-default-language = Language of rows that name none
people-default-language-hint = They are told in this language
people-read-again = Read the file like this
people-corrected = Upload a corrected file instead
people-check-corrected = Check the corrected file
people-discard = Delete { $file }
people-waits-until = This file waits, encrypted, until { $ends } and is deleted then, or at once when it is accepted or deleted here.
people-not-approved = Imported for { $count } people, not approved.
people-approved-by = { $texts }, approved by { $name } for { $count } people.
people-text-version = { $language }, version { $version }
people-import-sum = { $accepted } by mail + { $letters } by letter + { $duplicates } named twice + { $rejected } with a problem = { $rows } rows.
people-file-line = Imported by { $by }; the file’s SHA-256 begins with { $digest }.
people-texts = One text per language
people-texts-lead = Everybody is told in the language of their row. Each text is approved by itself first.
people-text-of = { $language }: { $people ->
    [one] one person
   *[other] { $people } people
  }
people-text-none = no text in this language yet
people-text-approved = approved, version { $version }
people-text-choice = Notice { $number }, { $state }
people-text-choose = Text
people-text-use = Use this text
people-text-write = Write the text in { $language }
people-text-open = Open the text
people-preview-any = Preview the message of any row
people-preview-title = Message of row { $row }
people-preview-row = Row in the file
people-preview-show = Show
people-preview-html = As most mail programs show it
people-preview-text = As plain text
people-by-letter = none; gets a letter
people-subject = Subject
people-back = Back to the mail-out
people-test-title = Test
people-test-lead = Send each text to yourself before anybody else gets it.
people-tested = A test of these texts was sent
people-test = Send a test to myself
people-approve-title = Approval by a second person
people-approve-lead = You approve these texts, as they stand above, for this number of people. Nothing is sent by approving.
people-approve-reason = Reason, if you are the only person who may approve
people-approve-reason-hint = Otherwise leave this empty
people-approve = { $count ->
    [one] Approve for one person
   *[other] Approve for { $count } people
  }
people-approve-others = The data protection officer or the controller’s authorised person approves.
people-blocked-no-text = For one language there is no text yet. Nobody is written to before everybody can be.
people-blocked-not-approved = A text is not approved yet.
people-blocked-not-tested = Send a test first.
people-start-title = Start
people-start-lead = The messages go out one by one. You can pause at any time; what was sent cannot be taken back.
people-start = { $count ->
    [one] Send to one person
   *[other] Send to { $count } people
  }
people-progress = { $accepted } of { $people } accepted by the mail server
people-progress-tray = { $accepted } of { $people } lie in the mail tray
people-percent-as-of = { $percent } %, as of { $at }
people-started = Started { $at }.
people-speed = { $count } a minute.
people-expected-end = Expected to end at about { $at }.
people-accepted-not-read = Accepted does not mean read; returned mail may come for days.
people-trayed-not-sent = Simulated: nothing has left this machine.
people-group-all = All
people-group-waiting = Waiting
people-group-accepted = Accepted
people-group-trayed = In the tray
people-group-failed = Failed
people-group-unclear = Outcome unclear
people-group-bounced = Returned
people-adds-up = { $sum } = { $people }, everybody is in exactly one group.
people-does-not-add-up = { $sum } is not { $people }. This must not happen: tell the operator.
people-bounced = { $count ->
    [one] Of those accepted, one came back:
   *[other] Of those accepted, { $count } came back:
  }
people-unclear = { $count ->
    [one] One outcome is unclear: the connection broke after the text was handed over. This person may have it already; one automatic second attempt is made, and a duplicate would be on record.
   *[other] { $count } outcomes are unclear: the connection broke after the text was handed over. These people may have it already; one automatic second attempt is made, and a duplicate would be on record.
  }
people-unclear-stopped = { $count ->
    [one] One outcome is unclear: the connection broke after the text was handed over. This person may have it already. The mail-out was stopped, so no second attempt is made.
   *[other] { $count } outcomes are unclear: the connection broke after the text was handed over. These people may have it already. The mail-out was stopped, so no second attempt is made.
  }
people-control = Pause or stop
people-pause = Pause
people-resume = Go on sending
people-stop = Stop the mail-out for good
people-stop-lead = Whoever was not written to yet will not be, and this mail-out never starts again. To interrupt it, pause instead.
people-stop-reason = Why it is stopped
people-retry = { $count ->
    [one] Try the one failed address again
   *[other] Try the { $count } failed addresses again
  }
people-retry-lead = Only those whose mail server refused the message are tried again. Whoever may have it already is not written to.
people-lines = Messages
people-lines-caption = 50 a page, by row of the file; addresses only for those who may see them
people-lines-none = No message fits.
people-line-row = Row
people-line-time = Time ({ $zone })
people-line-time-label = Time
people-line-state = State
people-line-reply = What the server said
people-line-letter = goes on the letter list
people-line-again = again at { $at }
people-search = Row or e-mail address
people-search-button = Search
people-letters-title = Who is not reached by mail
people-letters = { $count ->
    [0] Everybody in the file can be reached by mail: { $percent } %.
    [one] One person needs a letter. { $percent } % can be reached by mail.
   *[other] { $count } people need a letter. { $percent } % can be reached by mail.
  }
people-left-out = { $count ->
    [one] One row of the file was left out at the import. This message reaches nobody there: tell that person in another way, and say at the close what became of them.
   *[other] { $count } rows of the file were left out at the import. This message reaches nobody there: tell these people in another way, and say at the close what became of them.
  }
people-left-out-correct = What was readable of them is kept with the list and stands on the letter list. Correct them, leave the marks in the first column, and upload them as a further mail-out:
people-left-out-mark = Mark (leave as it is)
people-brought-in = { $count ->
    [one] One row that was left out here stands in a later list of this case.
   *[other] { $count } rows that were left out here stand in a later list of this case.
  }
people-left-out-download = Rows left out, with the problem (CSV)
people-letters-nobody = Nobody of those taken over needs a letter. { $percent } % of the file can be reached by mail.
people-public-notice = If letters would take a disproportionate effort, Art. 34(3)(c) GDPR asks for a public communication that informs these people as effectively.
people-public-notice-611 = Regulation 611/2013 puts no public communication in the place of these letters: notice in the media is for people whom the provider could not identify despite reasonable efforts (Art. 3(7)).
people-letters-download = Letter list (CSV)
people-report-download = Report without addresses (CSV)
people-done-tested = The test is on its way to you.
people-done-approved = Approved. Nothing is sent before somebody starts it.
people-done-retried = They are tried again.
people-done-text = The text was chosen. It needs a test.
people-report-row = Row
people-report-language = Language
people-report-state = State
people-report-at = Since (UTC)
people-report-attempts = Attempts
people-report-reply = What the server said
people-report-message-id = Message-ID
people-report-address-hash = Keyed hash of the address
people-letter-row = Row
people-letter-name = Name
people-letter-post = Postal address
people-letter-language = Language
people-letter-reference = Reference
people-letter-why = Why a letter
people-letter-why-no-address = no e-mail address
people-letter-why-left-out = left out at the import: { $problem }
people-letter-why-rejected = mail server refused
people-letter-why-given-up = not accepted in five days
people-letter-why-bounced = came back

people-delivery-queued = waiting
people-delivery-claimed = waiting
people-delivery-in-flight = being sent
people-delivery-deferred = deferred
people-delivery-accepted = accepted
people-delivery-simulated = in the tray, simulated
people-delivery-delivered = delivered
people-delivery-bounced = returned
people-delivery-rejected = failed
people-delivery-given-up = failed, given up
people-delivery-unknown = outcome unclear
people-delivery-held = held
people-delivery-letter = by letter

people-language-bg = Bulgarian
people-language-cs = Czech
people-language-da = Danish
people-language-de = German
people-language-el = Greek
people-language-en = English
people-language-es = Spanish
people-language-et = Estonian
people-language-fi = Finnish
people-language-fr = French
people-language-ga = Irish
people-language-hr = Croatian
people-language-hu = Hungarian
people-language-it = Italian
people-language-lt = Lithuanian
people-language-lv = Latvian
people-language-mk = Macedonian
people-language-mt = Maltese
people-language-nl = Dutch
people-language-no = Norwegian
people-language-pl = Polish
people-language-pt = Portuguese
people-language-ro = Romanian
people-language-sk = Slovak
people-language-sl = Slovenian
people-language-sv = Swedish
people-preflight = Looked at before the start
people-preflight-what = Point
people-preflight-state = State
people-preflight-why = What it means
people-preflight-good = In order
people-preflight-bad = Look at this
people-preflight-open = Not visible from here
people-preflight-server = Mail server
people-preflight-server-good = { $detail } is set.
people-preflight-server-bad = No mail server is set: messages wait in the queue, or go to the tray in the demo and in a drill.
people-preflight-encryption = Encryption to the mail server
people-preflight-encryption-good = The connection is encrypted.
people-preflight-encryption-bad = The connection is not encrypted: addresses and text can be read on the way.
people-preflight-sender = Sender
people-preflight-sender-good = The messages come from { $detail }.
people-preflight-sender-bad = Two domains: { $detail }. Recipients’ servers may take the messages for forged.
people-preflight-records = SPF, DKIM and DMARC
people-preflight-records-open = Ask whoever runs { $detail } whether these records let the mail server send for it.
people-preflight-size = Longest message
people-preflight-size-good = { $detail } KB.
people-preflight-size-bad = { $detail } KB: some providers cut off what is longer than 100 KB.
people-preflight-links = Links
people-preflight-links-good = The texts hold no links, as people are told to expect after a breach.
people-preflight-links-bad = { $detail } links: a message with links looks like the frauds that follow a breach. Name the address as text.
people-preflight-rate = Messages a minute to one domain
people-preflight-rate-good = At most { $detail }.
people-preflight-rate-open = No limit is set; large providers may refuse many at once.
people-preflight-room = Room on the disk
people-preflight-room-good = Enough for all messages.
people-preflight-room-bad = Not enough for all messages: the mail-out will not start.
people-batch = { $count ->
    [one] Send the first message
   *[other] Send the first { $count } messages
 }
people-batch-next = { $count ->
    [one] Go on with one more message
   *[other] Go on with { $count } more messages
 }
people-batch-hint = After the first batch the mail-out pauses by itself, so that somebody sees what comes back before everybody is written to.
people-after-the-pause = { $went ->
    [0] Nothing more went out after the pause.
    [one] One message that was already with the mail server still went out after the pause.
   *[other] { $went } messages that were already with the mail server still went out after the pause.
  }{ $open ->
    [0] {""}
    [one] {" "}The answer to one is still to come.
   *[other] {" "}The answers to { $open } are still to come.
  }
people-paused-batch = The batch is through. Look at what was refused and what came back, then go on.
people-paused-refusals = The mail-out paused itself: more than one in twenty messages was refused. Look why before you go on.
people-paused-disk = The mail-out paused itself: the disk of the desk is nearly full. Have room made before you go on.
people-keeping = Until when this list is kept
