# Pages open to everybody: home, register, certificate, sign-in.

sign-in-title = Sign in
sign-in-email = E-mail address
sign-in-password = Password
sign-in-refused = The address or the password is not right. Check Caps Lock and try again; otherwise ask the person who manages the accounts of your organisation.
sign-in-too-many = Too many tries failed. Try again after { $value }.
sign-in-demo-title = Try the demonstration
sign-in-demo-text = People and applications are invented. Choose an address; the password is the one shown at start.
session-ended-title = Your session has ended
session-ended = Sign in again: what you had typed is kept and will be given back to you.
resume-title = Send it again
resume-text = You are signed in. What you typed was not sent yet: read it again, then send it.
resume-send = Send now
signed-out = You are signed out.
