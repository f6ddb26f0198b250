# What an authority knows: told then, true today, owed.
known-title = What each authority knows
known-heading = { $name }: what it knows
known-lead = Each fact as the last filing told it, beside what is on record today.
known-filed = { $count ->
    [one] One filing counts, of { $at }.
   *[other] { $count } filings count, the last of { $at }.
}
known-reference = Its reference: { $reference }.
# The number was given for an earlier filing than the last.
known-reference-of = Its reference for the filing of { $at }: { $reference }.
known-not-recorded = { $count ->
    [one] What one filing told is not recorded fact by fact. Read its text.
   *[other] What { $count } filings told is not recorded fact by fact. Read their texts.
}
known-withdrawn = The notification was withdrawn on { $at }. What it told is held against today no more.
known-withdrawn-still = Still open towards this authority: { $duties }. The withdrawal does not settle it.
known-taken-back = { $count ->
    [one] One fact that was told and taken back
   *[other] { $count } facts that were told and taken back
}
known-owed = What this authority does not know yet
known-nothing-owed = Nothing. What changed since is told, or was never asked by its form.
known-open = Told as not known yet, and still open
known-same = { $count ->
    [one] One fact stands as it was told
   *[other] { $count } facts stand as they were told
}
known-rest = { $count ->
    [one] One fact that no filing told
   *[other] { $count } facts that no filing told
}
known-told = Told on { $at }: { $was }.
known-told-unproven = Said to be told on { $at }, no proof yet: { $was }.
known-since = On record since { $at }.
known-expected = Not known yet, expected by { $day }
known-fact = Open
known-owed-count = { $count ->
    [0] nothing owed
    [one] one fact owed
   *[other] { $count } facts owed
}
known-duty-lacks = This authority does not have yet
known-board-lacks = The authority does not have: { $facts }
known-board-lacks-each = These authorities lack one or more of: { $facts }
known-begin-amendment = Amend what was notified
known-begin-withdrawal = Withdraw the notification
known-link = What this authority knows
known-standing-as-told = as told
known-standing-still-open = still open
known-standing-arrived = known since
known-standing-corrected = corrected since
known-standing-erased = erased since; nothing is left to compare
known-standing-not-told = No filing told it.
known-of-set = { $fact } ({ $set })
