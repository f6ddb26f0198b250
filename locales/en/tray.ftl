# The mail tray of the demo.
tray-title = Mail tray
tray-lead = In the demo nothing is sent. What would have gone out lies here, the newest first.
tray-empty = The tray is empty.
tray-simulated = Simulated
tray-no-subject = (no subject)
tray-text = Plain text
tray-html = As it looks
tray-not-yours = Those who release messages may read it.
tray-all = All
tray-pill-staff = To the house
tray-pill-authority = To authorities
tray-pill-people = To people
tray-pill-test = Tests
tray-kind-staff = to the house
tray-kind-authority = to an authority
tray-kind-people = to a person concerned
tray-kind-test = test
