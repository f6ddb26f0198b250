# Why a command was not carried out; keys are those of domain::refusal.
refusal-case-closed = The case is closed. Reopen it first
refusal-no-such-entry = There is no such entry in this case
refusal-in-future = This moment lies in the future
refusal-reason-missing = Give a reason
refusal-how-missing = Say who learnt it and how
refusal-already-recorded = An instant of this kind is already recorded as entry { $number }. Correct that entry instead
refusal-already-corrected = The entry was already corrected by entry { $by }
refusal-nothing-to-confirm = Nothing contradicts this entry; it needs no second person
refusal-second-person-needed = A second person has to do this: you recorded it yourself
refusal-sole-person-must-wait = { $minutes ->
    [one] As the only authorised person, wait one more minute, then sign in again and give a reason
   *[other] As the only authorised person, wait { $minutes } more minutes, then sign in again and give a reason
  }
refusal-sole-person-must-sign-in-again = Sign in again and give a reason
refusal-not-authorised = Only the data protection officer, a deputy or the controller’s authorised person may do this
refusal-mandate-missing = The controller decides; a data protection officer decides only under a recorded mandate
refusal-value-missing = A known fact needs a value
refusal-estimate-basis-missing = Say how the estimate was made
refusal-owner-and-date-missing = Name who finds it out and by when
refusal-changed-meanwhile = Somebody changed this in the meantime. Compare both texts
refusal-no-duty = Choose at least one duty
refusal-decision-does-not-fit = This decision does not fit this kind of duty
refusal-day-passed = The day lies in the past
refusal-draft-changed = The text changed after it was shown. Read it again
refusal-notice-empty = The notice is empty or has no recipient
refusal-content-missing = Required content is missing; a message to people or to the public cannot go out like this
refusal-findings-reason-missing = Say why the notice goes out although something is missing
refusal-wrong-notice-state = The notice is: { $state }. This step does not follow
refusal-delay-reason-missing = Say why it is filed after the legal term (Art. 33(1) GDPR)
refusal-proof-missing = Enter the number or attach the file
refusal-already-filed = A filing is on record for this duty. If it came back, say so first
refusal-came-back-already = This filing came back; it counts no more
refusal-proof-exists = This filing has its proof already
refusal-sums-do-not-agree = The sums of the import do not agree
refusal-nobody-to-tell = Nobody in this file can be told
refusal-not-for-people = This notice is addressed to an authority. Choose a message to people
refusal-language-without-text = Some people are to be told in { $language }, and no text is chosen for that language
refusal-text-not-approved = The text in { $language } is not approved yet
refusal-message-incomplete = The message of row { $row } cannot be written: it has no value for “{ $field }”, and the text names nothing to stand in for it
refusal-nothing-to-retry = Nobody failed; there is nothing to try again
refusal-count-changed = The number of people changed from { $seen } to { $now }. Check it again
refusal-test-first = Send a test to yourself first
refusal-wrong-communication-state = The mail-out is: { $state }. This step does not follow
refusal-still-open = Still open: { $list }
refusal-address-missing = The address is missing

notice-state-draft = draft
notice-state-in-review = in review
notice-state-approved = approved, not sent
notice-state-handed-over = handed over, not confirmed
notice-state-simulated = simulated, not sent
notice-state-filed = said to be filed, proof missing
notice-state-confirmed = confirmed
notice-state-published = published

communication-state-imported = imported, not approved
communication-state-approved = approved, not started
communication-state-running = sending
communication-state-paused = paused
communication-state-stopped = stopped
communication-state-finished = finished
refusal-no-term-to-move = There is no legal term of an authority here that could be moved
refusal-not-later-than-term = The new end is no later than the legal term. Nothing would move
refusal-term-taken-back-already = This was taken back already
refusal-somebody-else-signs = In this house somebody else signs notices. Give a reason, or let them sign
