account-title = Your account
account-roles = Roles
account-no-roles = No role is active. Ask an administrator.
account-screen = Screen
account-language = Language of screens and of mails to you
account-theme = Colours
account-screen-save = Save
account-screen-saved = Saved.
account-password = Password
account-old-password = Password until now
account-old-password-missing = Enter the password you have now
account-password-save = Change the password
account-password-saved = The password is changed. All your other sessions have ended.
account-password-note = Your other sessions end.
account-password-wrong = This is not your password
account-password-wait = { $minutes ->
    [one] Too many wrong passwords. Try again in one minute
   *[other] Too many wrong passwords. Try again in { $minutes } minutes
  }
account-sessions = Where you are signed in
account-sessions-caption = Most recently used first
account-session-started = Signed in
account-session-seen = Last used
account-session-act = State
account-session-this = This session
account-session-end = End this session
account-session-ended = The session has ended.

theme-system = As the system
theme-light = Light
theme-dark = Dark

confirm-title = Enter your password again
confirm-lead = What you are about to do asks that it is really you. This counts for ten minutes.
confirm-go-on = Go on
