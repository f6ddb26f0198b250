# Who sees a case.
access-title = Who sees this case
access-lead = A restricted case exists only for the people named: not in lists, the search, exports or the API for anybody else, and nobody else gets mail about it.
access-now = Now
access-everybody = Everybody who may read cases of the organisation sees it.
access-since = Restricted by { $by }, { $at }: { $reason }
access-kept-within-reach = Nobody of the group could decide any more, so those who decide in the organisation see the case too.
access-lone = Only one person here may approve. What one person prepares, nobody in this group can release: add a second one.
access-change = Change
access-choose = Say who sees the case
access-who = Who sees it?
access-all = Everybody who may read cases of the organisation ({ $count })
access-these = Only me and the people ticked below
access-people = The people
access-people-hint = Only for the second answer. Whoever loses sight of the case loses its reminders too.
access-person = { $name } ({ $roles })
access-unknown-person = Choose people who may read cases of the organisation
access-reason = Reason
access-reason-hint = Stays in the record of the case
access-save = Save who sees it
access-tag = Restricted: seen by { $count ->
    [one] one person
   *[other] { $count } people
  }
access-restricted = Restricted
event-access-restricted = Case restricted to
event-access-opened = Case opened to all who may read
refusal-not-among-them = This person does not see the case. Let them in first, under “Who sees this case”.
