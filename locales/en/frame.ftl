# What stands around every page.
frame-skip = Skip to the content
frame-main-nav = Main
frame-breadcrumb = Breadcrumb
frame-sign-out = Sign out
frame-sign-in = Sign in
frame-error-prefix = Error
frame-footer-zone = Times in { $zone }
frame-public-footer = Made with Breachdesk
frame-demo-band = Demo: the clock stands at { $now }, mail stays in the tray.

nav-home = Home
nav-cases = Cases
nav-reports = Reports
nav-new-report = Report a breach
nav-register = Register
nav-admin = Administration

role-reporter = Reporter
role-handler = Handler
role-dpo = Data protection officer
role-controller = Controller’s authorised person
role-auditor = Auditor
role-admin = Administrator

level-calm = On time
level-soon = Due soon
level-urgent = Urgent
level-over = Overdue
level-met = Met

clock-next-deadline = Next deadline
clock-overdue-by = Overdue by
clock-utc-seen = { $utc } UTC, seen at { $seen }
clock-until = until
clock-since = since

duty-recipient = Recipient
duty-due = Due ({ $zone })
duty-left = Left
duty-state = State
duty-next-step = Next step

list-and = and
list-filters = Filters in use
list-remove = remove
list-pages = Pages
list-first = First page
list-previous = Previous page
list-next = Next page
list-page = Page { $page } of { $pages }

copy-button = Copy
count-or-more = { $number } or more
