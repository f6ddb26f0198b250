# What a page says when it cannot do what was asked. One sentence, for the person who can act.
problem-title = This did not work
problem-sign-in = Sign in to go on. Nothing was changed
problem-forbidden = Your role does not include this. Ask the data protection officer or an administrator if you need it
problem-not-found = There is nothing here. The address may be mistyped, or you may not see what it leads to
problem-link-over = This link was used before or is too old. Ask for a new one
problem-wrong-method = This address does not take that kind of request
problem-unreadable = The request could not be read. Nothing was changed
problem-bad-form = The form could not be read. Nothing was changed
problem-bad-json = The body is not the JSON that this address takes. Nothing was changed
problem-upload-order = The file must be the last part of the form. Nothing was changed
problem-too-large = This is larger than the page takes. Nothing was changed
problem-wrong-type = This address does not take that kind of content. Nothing was changed
problem-too-many = { $seconds ->
    [one] Too many tries from your network. Try again in one second
   *[other] Too many tries from your network. Try again in { $seconds } seconds
  }
problem-stale-form = This page was open for too long, or you signed in again since. Nothing was changed
problem-sent-before = This form was sent before, and its answer is not known. Look whether it happened before you send it again
problem-foreign-origin = This request was made by another site and was refused. Nothing was changed
problem-confirm-password = Enter your password again before you go on. Nothing was changed
problem-slow = Your message arrived too slowly. Nothing was changed
problem-refused = This is not possible now
problem-invalid = Something in the form cannot be taken
problem-busy = The desk is busy. Nothing was changed; try again in a moment
problem-full = The desk cannot store anything at the moment. Nothing was changed; tell the operator
problem-changed-meanwhile = Somebody else changed this in the meantime. Nothing of yours was saved; read it again
problem-incident = Something went wrong here, not with you. Nothing was changed
problem-incident-number = Tell the operator: incident { $number }
problem-home = Back to the start
problem-kept = What you typed is kept below. Check it and send it again; a file has to be chosen again.
problem-sign-in-elsewhere = Sign in first, in another tab
problem-send-again = Send again
