# The second factor: setting it up, and the code at sign-in.

factor-title = Second factor
factor-account = A code from an app on your telephone, asked for after the password at every sign-in.
factor-account-link = Second factor
factor-is-on = On since { $since }. Recovery codes left: { $left }.
factor-is-off = Off: your password alone opens this desk.
factor-demanded = This desk asks for a second factor in your role. Set it up now; it takes a minute. Then you go on where you were going.
factor-lead = You need an authenticator app on your telephone; any that knows time-based codes will do. It needs no network.
factor-begin = Set it up
factor-replace = Set up a new one
factor-scan = Give the secret to your app
factor-picture = QR code of the secret; the same secret stands below as text
factor-type = Scan the picture, or type this secret into the app:
factor-link = Open in an app on this device
factor-first-code = The code that the app shows now
factor-first-code-hint = Six digits. Only with it the second factor counts.
factor-confirm = Turn it on
factor-done = The second factor is on. Your other sessions have ended.
factor-codes = Recovery codes
factor-codes-lead = Print these codes or write them down. Each opens this desk once in place of the telephone. They are not shown again.
factor-go-on = Go on
factor-remove = Turn it off
factor-remove-note = You are signed out everywhere.
factor-removed = The second factor is off. Sign in again.
factor-code-title = Enter the code
factor-code = Code from your app
factor-code-hint = Six digits, or one of your recovery codes.
factor-code-missing = Enter the code
factor-code-wrong = This code does not fit, or it was used already. Wait for the next one
factor-code-wait = { $minutes ->
    [one] Too many wrong codes. Try again in one minute
   *[other] Too many wrong codes. Try again in { $minutes } minutes
}
factor-too-late = The code comes after the password, and within ten minutes. Begin with the password.
factor-lost = Telephone lost and no recovery code left? An administrator resets the second factor on the page of the member.
problem-second-factor = This desk asks for a second factor in your role. Set it up on the account page, then send this again.
admin-member-act-reset-second-factor = Reset the second factor
