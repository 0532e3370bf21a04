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
contacts-title = Whom to write to

home-what = A vendor presents one version of its software, shows proof by proof that it meets the requirements of the catalogue of its scheme, and answers the teams that check. When everything is conform, the version is listed and published in the register, which anybody may consult.
home-desk = Go to my desk
home-register-link = Consult the register
home-search-title = Look for a listed solution
home-listed = { $count ->
    [one] listed solution
   *[other] listed solutions
}
home-suspended = { $count ->
    [one] suspended listing
   *[other] suspended listings
}
home-open = { $count ->
    [one] scheme open to applications
   *[other] schemes open to applications
}
home-how-title = How a listing goes
home-by-vendor = vendor
home-by-operator = teams of the programme
home-by-both = vendor and teams
home-step-charter = A legal representative of the company accepts the charter: it commits the company and opens the administrative form.
home-step-forms = Identity of the product, technical version number, certifications asked for, profiles and declarations. These answers determine the proofs to provide.
home-step-eligibility = The administrative team declares the application eligible, asks to complete it, or refuses it with reasons.
home-step-proofs = Proofs are deposited chapter by chapter. Each one is checked; what has to be redone comes back in one package, with remarks.
home-step-decision = It is taken once each required proof is conform and each certification obtained, and it always gives its reasons.
home-step-register = The version receives a number and a certificate. A suspension or a withdrawal is visible there to everybody.
home-windows-title = Open windows
home-windows-text = Hours are those of { $value }. A deposit is taken until the last second before the hour said, not after.
home-windows-none = No window is open today.
home-open-since = open since { $value }

register-title = Register of listed solutions
register-text = Each line is one precise version of a software. Another version of the same software is not covered.
register-search = Search
register-search-hint = Product, vendor, version or number; the beginning of a word is enough, accents do not matter.
register-search-do = Search
register-count = { $count ->
    [one] { $count } listing
   *[other] { $count } listings
}
register-more = More than { $value } listings
register-chosen-label = Filters chosen
register-chosen = { $facet }: { $value }
register-chosen-text = “{ $value }”
register-chosen-remove = Remove the filter { $value }
register-chosen-remove-short = (remove this filter)
register-clear = Show everything
register-empty-title = No solution matches
register-empty-text = Remove a filter, or search with fewer words: every word typed must be found in the same entry. An application under review is not in the register.
register-none-title = The register is still empty
register-none-text = A solution appears here as soon as its favourable decision is published.
register-download = Download this list:

column-number = Number
column-solution = Solution
column-version = Technical version
column-vendor = Vendor
column-sector = Sector
column-scheme = Scheme
column-profiles = Profiles
column-wave = Wave
column-decision = Date of decision
column-status = Status
column-pilots = Pilot reports
status-listed = Listed
status-suspended = Suspended
status-withdrawn = Withdrawn
pilots-validated = Validated
pilots-none = None validated so far

warning-suspended = This listing is suspended: it cannot be relied upon while the suspension lasts.
warning-suspended-since = This listing has been suspended since { $value }: it cannot be relied upon while the suspension lasts.
warning-withdrawn = This listing was withdrawn: it has no effect any more. This page keeps its trace.
warning-withdrawn-since = This listing was withdrawn on { $value }: it has no effect any more. This page keeps its trace.
entry-json = Read this entry as JSON
entry-version-note = The listing covers the technical version shown here and no other.
history-title = History
history-decided = Favourable decision
history-published = Publication in the register
history-suspended = Suspension
history-reinstated = Reinstatement
history-withdrawn = Withdrawal

certificate-title = Certificate
certificate-open = See the certificate
certificate-of = Certificate { $value }
certificate-heading = Certificate of listing
certificate-heading-not = This document is not a valid certificate
certificate-statement = The solution “{ $product }”, version { $version }, published by { $vendor }, is listed in the scheme “{ $scheme }” by decision of { $date }.
certificate-operator = Service run by
certificate-as-of = Situation on
certificate-check = The situation of the day can be checked in the public register, at the address
certificate-print = To keep or attach this document, print this page from your browser.

help-title = Help
help-account-title = Get an account
help-account = Accounts are opened by the person who manages those of your organisation. If your organisation has none yet, write to the support of the programme, below.
help-turn-title = Know whose turn it is
help-turn = Each application says at the top of the page who has to act, on what, since when and until when. If nothing is asked on your side, you have nothing to do.
help-deposit-title = Deposit files
help-deposit = Open a chapter, then the place of each proof. The same file may answer several proofs. Nothing is sent to the teams before you submit the chapter, and a receipt lists everything with the fingerprint of each file.
help-keyboard-title = Do everything by keyboard
help-keyboard = Each page can be used without a mouse. The key “?” shows the shortcuts of the page.
help-register-title = Read the register by program
help-register = The address /registre.json gives the whole register, /registre.csv the same for a spreadsheet; the filters of the register page can be added as they are. An entry can also be read at its address followed by “.json”.

legal-title = Legal notice
legal-operator-title = Who runs this service
legal-operator = The name of the operator stands at the bottom of each page. Ask the support named in the help for its address and for that of the hosting company.
legal-operator-unset = The operator of this installation has not made itself known yet: its name is set when the service starts.
legal-illustrative-title = Demonstration
legal-illustrative = This installation shows a demonstration programme. Organisations, people, applications and numbers are fictive and have no official value.
legal-register-title = Register
legal-register = The data of the register are public. The register says what was decided for one precise version; only the entry online gives the situation of the day.
legal-cookies-title = Cookies
legal-cookies = Four cookies make the service work and do nothing else: the session, the language chosen, the message shown on the next page and, if you give your opinion on an answer, a random number that lets you change it. A form that you began may be kept by your browser, in the open tab, until it is sent. No audience measurement, no third-party service.
legal-data-title = Personal data
legal-data = Accounts hold a name, an e-mail address and roles. Each action on an application is kept with its author and its instant, and is not erased: it is the evidence of the review. To exercise your rights, write to the operator.
legal-software-title = Software
legal-software = { $value } runs on Aval, free software under the EUPL-1.2 licence.

accessibility-title = Accessibility
accessibility-state-title = State
accessibility-state = { $value } has not yet been audited against the French accessibility reference (RGAA). No level of conformity is therefore claimed.
accessibility-done-title = What is done
accessibility-done = Pages are designed to be read by a screen reader, used by keyboard alone and without JavaScript, and shown in light or dark. Automatic checks are part of the tests of the software; they do not replace an audit.
accessibility-limits-title = Known limits
accessibility-limits = Files deposited by vendors are shown as they are: they may not be accessible.
accessibility-tell-title = Report a difficulty
accessibility-tell = If a page keeps you from working or from reading something, write to the operator: give the address of the page and what you were trying to do.
