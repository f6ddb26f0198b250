# As of: the case as it stood at a past instant.
as-of-link = As of a past instant
timeline-as-of = The plan as of then
as-of-title = As of a past instant
as-of-lead = The case as everything recorded by that instant makes it. What had happened but was not recorded yet does not count: nobody could plan by it.
as-of-at = As of
as-of-at-hint = Any instant since the case was opened
as-of-in-future = This lies ahead. It is { $now } now; what would be is tried out on another page
as-of-show = Show
as-of-timeline = To the timeline
as-of-nothing = Nothing of this case had been recorded by then. It was opened on { $at }.
as-of-heading = As of { $at }
as-of-counted = { $entries ->
    [one] One entry was on record
   *[other] { $entries } entries were on record
  }, the last of { $at }. { $later ->
    [0] None came later.
    [one] One came later.
   *[other] { $later } came later.
  }
as-of-closed = The case was closed then.
as-of-files-same = The rule files in use then ({ $digest }) are those loaded now.
as-of-files-differ = The rule files in use then ({ $digest }) are not those loaded now. The record holds their digest and the duties with the terms they had, and these are shown; the files themselves have to be kept by whoever runs this service.
as-of-otherwise = What the files loaded now would have planned otherwise
as-of-otherwise-caption = Left as it was planned then, right by the files loaded now, from the same record
as-of-plan = The duties as they stood
as-of-plan-caption = Terms and states at that instant
as-of-left = Left, seen from then
as-of-no-instants = No moment was recorded yet.
as-of-decisions = Decisions
as-of-decision = { $count ->
    [one] On one duty
   *[other] On { $count } duties
  }
as-of-since = What has moved since
as-of-since-caption = Left as of then, right as it stands now
# What if: a try-out on a copy.
what-if-link = Try out: what if?
what-if-title = Try-out: what if?
what-if-band = TRY-OUT. This is not case { $reference }; nothing here is stored.
what-if-lead = Suppose that moments, data, markets, controllers, decisions or filings were otherwise, as many at once as you like, and see which duties appear, vanish or move.
what-if-nothing-stored = Nothing on this page is stored, sent or counted as done.
what-if-nothing-stored-why = The case, its clocks and its reminders stay as they are. To change them, record it on the case’s own pages.
what-if-outcome = What would be
what-if-supposed = Supposed:
what-if-told = { $what }: { $value }
what-if-filed = filed on { $at }
what-if-nothing-supposed = Nothing was supposed to be otherwise: choose below what should differ.
what-if-nothing-differs = { $same ->
    [one] No duty would differ. The one duty stays as it is.
   *[other] No duty would differ. All { $same } stay as they are.
  }
what-if-summary = { $differ ->
    [one] One duty would differ
   *[other] { $differ } duties would differ
  }, { $same ->
    [one] one stays as it is.
   *[other] { $same } stay as they are.
  }
what-if-group = { $what } ({ $count })
what-if-caption = Both sides by the rule files loaded now
what-if-before = As recorded
what-if-after = In the try-out
what-if-start = from { $what }, { $at }
what-if-target = target { $at }
what-if-legal = legal term { $at }
what-if-decide-by = decide by { $at }
what-if-suppose = Suppose
what-if-instants-hint = Empty means: as if it were not recorded. A moment ahead may be supposed too.
what-if-new-instant = One more moment
what-if-which-moment = Choose which moment this is
what-if-which-duty = Choose which duty is supposed to be filed
what-if-none = None
what-if-new-market = One more market
what-if-owner = Controller
what-if-status = Affected?
what-if-main = Main establishment in the EU
what-if-no-main = None
what-if-no-representative = None
what-if-as-it-is = As it is on record
what-if-undecided = Nothing decided
what-if-facts = Facts that decide whether a rule applies
what-if-filing = A filing
what-if-proposals = Proposals, not law
what-if-proposals-hint = Counted beside the law in force, for comparison only. No case is ever planned by a proposal.
what-if-proposal-tag = Proposal, not law
what-if-button = Try out
what-if-leave = Back to the duties
what-if-law-as-it-is = Nothing was supposed to be otherwise: the law in force asks what it asks of the case as recorded.
what-if-also = Also supposed
what-if-also-hint = Added in the tries before. Take a tick away and try out again, and it is gone.
what-if-also-broken = Something that was added before speaks of what is no longer supposed. Take its tick away, too
what-if-again = One moment, market, controller, data set and filing can be added at a time: try out, and each becomes a tick at the top of this form, with room for the next.
what-if-new-data-set = One more data set
what-if-set-hit = Hit?
what-if-set-held = Held for
what-if-seats = Establishments
what-if-new-seat = One more establishment
what-if-region = Region, where each has an authority of its own
what-if-region-hint = Such as the German Land of the seat
what-if-no-region = Not recorded
what-if-start-hint = Empty means: as if no day were recorded
what-if-new-controller = One more controller
what-if-controller-name = Its name
what-if-controller-hint = Its roles, establishments, markets and data sets can be supposed in the next try.
what-if-controller-country = Country of its seat
what-if-told-controller = one more controller, seat in { $country }
what-if-told-seats = establishments: { $seats }
what-if-told-representative = representative (Art. 27): { $country }
what-if-told-region = region: { $region }
what-if-told-start = { $regime } from: { $day }
what-if-proposed = As proposed
what-if-proposed-no-law = This is not law.
what-if-proposed-no-law-why = Nobody owes what stands here. It is counted from the same supposed case, apart from the law above, and no clock, reminder or case follows it.
what-if-proposed-summary = { $duties ->
    [0] No duty
    [one] One duty
   *[other] { $duties } duties
  } under the proposal. { $differ ->
    [0] Held against the law in force, nothing differs.
    [one] Held against the law in force, one differs.
   *[other] Held against the law in force, { $differ } differ.
  }
what-if-proposed-caption = The same supposed case on both sides
what-if-by-law = By the law in force
what-if-as-proposed = As proposed, not law
suppose-controller-known = The case has this controller: name and country cannot be supposed otherwise
difference-added = Would arise
difference-removed = Would fall away
difference-earlier = Would end earlier
difference-later = Would end later
difference-started = Would get a term
difference-stopped = Would have no term any more
difference-status = Would stand otherwise
difference-grounds = Same term, on other grounds
what-if-parties = Controllers, their markets and their data
what-if-parties-lead = Each controller is one line, as it stands on record; open it to suppose something else.
what-if-stands-market = { $country }: { $status }
what-if-stands-data = { $name }: { $hit }
what-if-decisions = { $count ->
    [one] One decision, as it is on record
   *[other] { $count } decisions, as they are on record
  }
what-if-supposed-many = Supposed: { $count } things
