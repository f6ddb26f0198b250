sign-in-title = Sign in
sign-in-username = E-mail address
sign-in-username-missing = Enter your e-mail address
sign-in-password = Password
sign-in-password-missing = Enter your password
sign-in-paste = Pasting from a password manager is welcome.
sign-in-forgotten = Forgotten the password?
sign-in-wrong = Address and password do not fit together, or the account is not active. Check both
sign-in-wait = { $minutes ->
    [one] Too many wrong passwords. Try again in one minute; a browser in which you signed in before need not wait
   *[other] Too many wrong passwords. Try again in { $minutes } minutes; a browser in which you signed in before need not wait
  }
sign-in-no-cookie = Your browser did not send back the cookie of this page. Allow cookies for this site, then try again
sign-in-again = This page was open for too long. Nothing is wrong; sign in again
sign-in-slow-down = After five wrong passwords an account takes one more try every twelve minutes. It is never locked.
sign-in-password-set = The new password is set. Sign in with it.
sign-in-signed-out = You are signed out.

password-title = Choose a password
password-new = New password
password-hint = At least 15 characters. A few words in a row are easier to keep in mind than signs. Pasting is welcome.
password-save = Set the password
password-missing = Enter a new password
password-too-short = Use at least 15 characters
password-too-long = Use at most 200 characters
password-common = This is among the first passwords that anybody tries. Choose another
password-about-you = This is little more than your own name or address. Choose another
password-invitation-lead = You are invited to this desk. Choose a password to take up your account.
password-forgotten-title = Forgotten the password
password-forgotten-lead = Enter your address. If there is an active account, a link to choose a new password goes there. It opens once, for one hour.
password-forgotten-send = Send the link
password-forgotten-sent = If there is an active account with this address, the link is on its way.
