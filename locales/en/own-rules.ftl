# An organisation's own rules and habits, and what own files took the place of.
nav-rules = Rules
rules-title = Rules and habits
rules-lead = Duties that contracts and insurers put on you, who signs, and who is reminded when. The same clocks as for the law.
rules-own = Own rules
rules-overrides = What your own files changed in the law
rules-overrides-none = Nothing. The law is the one that came with the program.
rules-overrides-lead = These stand in the operator’s folder of policy files and count in place of what came with the program.
rules-override-what = What
rules-override-file = File
rules-override-from = From
rules-override-always = always
rules-override-rule = Rule { $id }
rules-override-authority = Authority { $id }
rules-override-pack = Scenario pack { $id }
rules-override-calendar = Holidays of { $id }
rules-override-counting = Way of counting { $id }
rules-override-lint = Check of notices: { $id }
rules-override-house = Habits of the house
rules-override-versions = { $what }: version { $own } in place of version { $shipped }
rules-digest = Law in use: { $digest }
rules-list-lead = Whom you promised to tell of an incident, and by when. Each is planned in every case that it concerns.
rules-none = No contract or insurer has been entered yet.
rules-add = Add a contract or insurer
rules-contract = Contract or policy
rules-recipient = Whom to tell
rules-asks = What it asks
rules-state = State
rules-asks-open = without undue delay from: { $what }
rules-asks-hours = { $value ->
    [one] one hour
   *[other] { $value } hours
} from: { $what }
rules-asks-days = { $value ->
    [one] one day
   *[other] { $value } days
} from: { $what }
rules-asks-working-days = { $value ->
    [one] one working day
   *[other] { $value } working days
} from: { $what }
rules-asks-months = { $value ->
    [one] one month
   *[other] { $value } months
} from: { $what }
rules-days-open = from { $from }
rules-days = from { $from } to { $until }
rules-worked = For example: { $start } → due { $target }
rules-worked-legal = For example: { $start } → target { $target }, term ends { $legal }
rules-tell = Tell { $recipient }: { $asks }.
rules-state-over = ended
rules-state-later = not yet in force
rules-state-in-force = in force
rules-added = The rule was added. Open cases are being planned anew.
rules-followed = The new version was saved; the one before ends on the day before. Open cases are being planned anew.
rules-ended = The rule ends on that day. Open cases are being planned anew.
rules-planned = { $done } of { $open } open cases are planned anew. Load the page again to see how far the rest has come.
rules-withdrawn = The rule was taken back.

rule-new-title = Add a contract or insurer
rule-new-lead = First see what the rule comes to, then save it. It is read as strictly as the law’s own files.
rule-next-title = { $contract }: next version
rule-next-lead = A rule that was in use is never edited. The new version counts for events from its first day; the one before ends on the day before.
rule-promise = The promise
rule-purpose = Kind
rule-purpose-contract = Contract with a client or partner
rule-purpose-insurance = Insurance policy
rule-contract-hint = Its name, such as: Master services agreement with Northwind Bank
rule-contract-missing = Enter the name of the contract
rule-clause = Clause
rule-clause-hint = Such as 9.2
rule-clause-missing = Enter the clause, so that others find it
rule-gist = What it asks, in your words
rule-gist-hint = One sentence
rule-gist-missing = Say what the clause asks
rule-whom = Whom to tell
rule-recipient-hint = The company. Not a person’s name: it stands in the case’s record
rule-recipient-missing = Enter who is to be told
rule-channel = How
rule-address = Address, number or page
rule-address-hint = Where that way leads
rule-address-missing = Enter where to reach them
rule-country = Country
rule-country-hint = Its time zone and public holidays count
rule-language = Language of the notice
rule-clock = The clock
rule-trigger = Runs from
rule-trigger-hint = Where this moment is not recorded, an earlier one stands in and the duty is presumed
rule-period = Figure
rule-period-hint = Leave it empty where the contract says “without undue delay”
rule-period-missing = Enter the figure, or choose “without undue delay”
rule-period-and-open = “Without undue delay” has no figure: empty this field or choose a unit
rule-unit = Unit
rule-unit-open = without undue delay
period-unit-hours = hours
period-unit-days = days
period-unit-working-days = working days
period-unit-months = months
rule-count = Counting
rule-count-hint = Elapsed time is the earlier end; choose the other only if the contract says so
rule-counting-elapsed = Elapsed time
rule-counting-eu-1182-71 = As EU law counts (Regulation 1182/71): terms in days end at midnight and move off weekends and holidays
rule-applies = When it applies
rule-applies-lead = What you leave open asks nothing: then the contract is owed in every case.
rule-all = all
rule-controllers = Controllers
rule-controllers-hint = None chosen: the organisation as a whole, once per case
rule-markets = Only if one of these markets is affected
rule-data-sets = Only if one of these data sets is hit
rule-fact = Fact
rule-no-fact = no condition
rule-fact-missing = Choose the fact whose values these are
rule-fact-values = Its values
rule-fact-values-hint = One of them is enough
rule-fact-values-wrong = Known values are: { $known }
rule-further = Conditions and later reports
rule-conditions = Conditions on facts
rule-conditions-lead = Choose a fact and press “Show what it comes to”: its values stand here then. While a fact is not known, the duty is presumed.
rule-match = How they count together
rule-match-all = All of them
rule-match-one = One of them is enough
rule-condition = Condition { $number }
rule-exceptions = Exceptions
rule-exceptions-lead = Where one of these is known to be so, nothing is owed. Not known removes nothing.
rule-exception = Exception { $number }
rule-at-least = From this number on
rule-at-least-hint = A count that is only estimated and stays below leaves the duty presumed
rule-number-missing = Enter the number from which on it applies
rule-fact-values-missing = Choose at least one of the values that now stand here
rule-facts-too-many = At most { $most } conditions of one kind
rule-told-fact = { $fact }: { $values }
rule-told-or = {" or "}
rule-told-at-least = { $fact }: { $number } or more
rule-told-all = Only if: { $facts }.
rule-told-one-of = Only if one of these is so: { $facts }.
rule-told-unless = Not if: { $facts }.
rule-told-later = { $what }: { $figure }, from { $from }.
rule-told-progress = { $what }: every { $figure }, from { $from }, until the incident has ended.
rule-later-title = After the first notice
rule-later-follow-up = Follow-up
rule-later-final = Final report
rule-later-progress = Progress reports
rule-later-hint-follow-up = What is known by then
rule-later-hint-final = The whole of it
rule-later-hint-progress = Again after each one, until the end of the incident is recorded
rule-later-runs = Runs from
rule-later-not = not asked for
rule-later-from-first-notice = the first notice as it was handed in
rule-later-from-moment = the same moment as the first notice
rule-later-from-closed = the end of the incident
rule-later-from-missing = Choose from what it runs, or empty the figure
rule-figure-hours = { $value ->
    [one] one hour
   *[other] { $value } hours
}
rule-figure-days = { $value ->
    [one] one day
   *[other] { $value } days
}
rule-figure-working-days = { $value ->
    [one] one working day
   *[other] { $value } working days
}
rule-figure-months = { $value ->
    [one] one month
   *[other] { $value } months
}
rule-try = Try it on a case
rule-try-case = Case
rule-try-hint = “Show what it comes to” says what the rule would ask of it. Nothing of that is stored
rule-no-case = none
rule-tried = What it would have said in { $reference }
rule-tried-nothing = Nothing: the rule does not reach this case.
rule-days = Days
rule-from = First day
rule-from-hint = Such as 2026-01-01. It counts for events from this day on
rule-from-missing = Enter the first day
rule-until = Last day
rule-until-hint = May stay empty
rule-until-missing = Enter the last day
rule-note = Note on the reading
rule-note-hint = What should be known of it
rule-show = Show what it comes to
rule-preview = This is what it comes to
rule-save = Save the rule
rule-reader-refuses = The rule does not hold together; see below what is wrong
rule-reader-says = The reader of policy files says:
rule-meanwhile = Somebody changed this rule in the meantime. Look at it again
rule-next = Enter a new version
rule-versions = Versions
rule-version = Version { $number }
rule-end = End the rule
rule-end-lead = It counts for events up to and including its last day.
rule-end-button = End it
rule-withdraw = Take it back
rule-withdraw-lead = No case rests on this rule. If it was a slip, it can be taken back; the record keeps that it was there.
rule-withdraw-used = A case rests on this rule, so it cannot be taken back. End it or enter a new version.
rule-withdraw-button = Take the rule back
rule-read-by = Read by
own-rule-from-not-later = Enter a later day than the first day of the version before
own-rule-from-gap = The version before ends earlier and would leave a gap. Begin on the day after it
own-rule-until-before-from = The last day lies before the first one
own-rule-used = A case rests on this rule: end it, or enter a new version

habits-title = Habits
habits-lead = Who signs, who is reminded when, by when something is decided. Not law: your house’s own.
habits-are-own = This organisation has its own habits.
habits-are-shipped = These are the habits of the policy files. Once you save, they are this organisation’s own.
habits-people = Who signs
habits-signs = Notices are signed by
habits-signs-hint = Somebody else who may approve can sign a notice to an authority with a reason: nothing stops a statutory filing
habits-nobody-signs = Choose at least one
habits-one-person = Minutes that one person waits
habits-one-person-hint = Where one person holds every role, this delay stands in for the second pair of eyes
habits-review = Hours for the review afterwards
habits-review-hint = After a notice went out without a second person
habits-decide = By when to decide
habits-decide-lead = Where the law gives no figure, a date by which somebody decides keeps it from drifting.
habits-decide-authority = Hours for an authority or a contract
habits-decide-people = Hours for the people concerned
habits-escalation = Escalation
habits-escalate-to = Who hears of a duty that nobody has confirmed
habits-escalate-to-hint = The DPO and those who handle the case always hear of it
habits-escalation-deputy = The deputy
habits-escalation-controller = The controller’s authorised person
habits-escalate-before = Minutes before the target from which they hear
habits-quiet = Hours for which “I am on it” keeps them quiet
habits-quiet-hint = The DPO’s own reminders go on
habits-remind-handler = Whoever works on the case hears of its duties beside the DPO
habits-remind-owner = The owner of a task hears of it
habits-review-every = Minutes between reminders of a review that is late
habits-readiness = Ways to file
habits-test-days = Days after its last test until a way to file counts as old
habits-test-days-hint = A way that nobody has tried out may fail when it is needed.
habits-readiness-days = Days between two reminders of what is old or missing
habits-address-days = Days for which a checked address of an authority counts
habits-address-days-hint = After that nothing is mailed there until somebody looks again. 0: it does not go out of date.
habits-reminders = Reminders
habits-reminders-lead = The first row that is long enough for a term counts.
habits-row = Terms of up to { $up-to } { $unit }
habits-row-open = Without undue delay: no figure
habits-before = Minutes before the target
habits-before-hint = With commas, such as 1440, 240, 60
habits-before-wrong = Enter whole minutes with commas, each from 1 to 129600
habits-at-once = Also when the clock starts
habits-at-target = Also at the target
habits-every = Afterwards every so many minutes until done
habits-number-missing = Enter a number
habits-meanwhile = Somebody changed the habits in the meantime. Load the page again
habits-saved = The habits were saved. Reminders are being planned anew.
habits-shipped = Go back to the habits of the policy files
habits-shipped-note = The record keeps what was set here
habits-shipped-again = The habits of the policy files count again. Reminders are being planned anew.

law-basis-contract-waived = the other side waived the notice in writing
law-remove-contract-1 = establishing that no data of this contract were hit
law-remove-contract-2 = the other side waived the notice in writing

duty-name-contract = Notice under contract: { $act }, { $article }
duty-name-contract-follow-up = Follow-up under contract: { $act }, { $article }
duty-name-contract-final = Final report under contract: { $act }, { $article }
duty-name-contract-progress = Progress report under contract: { $act }, { $article }

event-term-moved = { $to } itself set a later end: { $until }
event-term-taken-back = The later end set by an authority was taken back
term-move-title = The authority set a later end
term-move-lead = When an authority’s form is down, or it says itself that it takes notices later, its words move the legal term of everything owed to it in this case. The target stays: file as soon as you can.
term-move-until = New end of the legal term
term-move-until-hint = As the authority says it. Notices before this moment count as in time
term-move-until-missing = Enter the new end
term-move-words = What the authority says
term-move-words-hint = In its words or yours
term-move-words-missing = Enter what the authority says
term-move-source = Where it says so
term-move-source-hint = Page, mail or call, with day and hour
term-move-source-missing = Enter where it says so
term-move-save = Record the later end
term-move-link = The authority set a later end
term-moves = Later ends that { $to } has set
term-moves-until = until { $until }
term-moves-back = Taken back by { $by }, { $at }: { $reason }
term-take-back = Take it back
term-take-back-lead = The legal term is then again the one of the law.
term-take-back-reason = Why it is taken back

admin-regime-start = First day on which it binds: { $regime }
admin-regime-start-hint = Where the law lets the day differ by entity, as in Italy nine months after the authority’s message. Leave it empty while it is not known

rule-origin-folder = from the operator’s own policy files
rule-origin-organisation = entered by the organisation

house-templates-title = Words of our notices
house-templates-lead = How each notice is worded before anybody edits it. The organisation may word each part otherwise; which parts a notice has, and what the law wants in it, stays. Drafts that were begun stay as they are.
house-template-language = Language
house-template-words = Words
house-template-shipped = As shipped with the program
house-template-own = Own words, version { $version }: { $name }, { $at }
house-template-own-words = own words
house-template-kept = Kept. The next draft is made in these words.
house-template-shipped-again = The shipped words count again.
house-template-lead = Change the words of a part, try them, then keep them. Marks in braces are filled in from the case; a part that is left as it is follows the program when that words it better.
house-template-heading = Heading
house-template-body = Text
house-template-when = Stands only where:
house-template-try = Try
house-template-keep = Keep these words
house-template-back = Back to the shipped words
house-template-back-note = Your version stays in the record.
house-template-tried = It can be filled in
house-template-tried-lead = Tried with made-up facts: everything known, everything known and as long as people write, nothing known. Nothing was kept yet. Marks such as ‹incident.systems› stand for what people will have written.
house-template-remarks = The check of the text will remark, beyond what it remarks of the shipped words:
house-template-remark = { $rule }: “{ $words }”
house-template-full = With every fact known
house-template-empty = With nothing known yet
house-template-help = What may stand in a text
house-template-help-values = Values:
house-template-help-facts = Facts, by their id from the list below:
house-template-help-marks = How they are written:
house-template-same = These are the shipped words; there is nothing to try.
house-template-refused = These words cannot be kept.
house-template-meanwhile = Somebody changed a template since you opened this page. Your text stands below; open the page anew, look at what changed, and keep yours again.
house-problem-no-notice = The program has no such notice in this language.
house-problem-no-block = The notice no longer has the part “{ $block }”.
house-problem-long = This is longer than { $most } characters.
house-problem-lines = A heading is one line.
house-problem-not-allowed = This may not stand in a text: “{ $words }”. Only values, facts, conditions and loops may, as the help above shows.
house-problem-name = Nothing is called “{ $name }”. The help above lists what there is.
house-problem-fact = Notices speak of no fact called “{ $fact }”. The help above lists them.
house-problem-broken = A condition or loop is not written to its end: { $detail }.
house-problem-not-filled = This cannot be filled in, or becomes longer than any notice: { $detail }.
house-problem-too-long-filled = Filled in with long facts, this is longer than any notice: a text stands in it too often.
house-problem-leaves-out = The shipped words say this and yours do not: { $what }, { $law }. It must be told.
house-problem-leaves-name = The shipped words say this and yours do not: ‹{ $name }›. Whoever reads the notice needs it.
house-problem-stops = Every message in these words would be stopped: { $rule } (“{ $words }”).
notice-wording-own = Drafted in the organisation's own words, version { $version }.
notice-wording-shipped = The organisation's own words (version { $version }) could not be filled in for this case, so the shipped ones stand here. Tell whoever keeps the templates.
