# What the house takes for sure: authorities, trusted lists, qualified organisations.
admin-tab-trust = Trust
trust-text = Signed proofs are checked with these files. An import takes the place of the one before of the same type; reports already made stay as they are.
trust-anchors = Certificates of authorities
trust-trusted-list = European trusted list
trust-providers = Qualified organisations
trust-anchors-count = { $count ->
    [0] no certificate
    [one] { $count } certificate
   *[other] { $count } certificates
}
trust-trusted-list-count = { $count ->
    [0] no service
    [one] { $count } service
   *[other] { $count } services
}
trust-providers-count = { $count ->
    [0] no organisation
    [one] { $count } organisation
   *[other] { $count } organisations
}
trust-holds = Content
trust-dated = Date of the list
trust-dated-typed = Date of the file, when it bears none
trust-origin = Origin
trust-origin-hint = Address of the page, or a few words.
trust-origin-missing = Say where the file comes from, in 500 characters at most.
trust-imported = Imported
trust-hash = SHA-256
trust-names = Names read
trust-next-update = Next list due
trust-delivered = delivered with the programme ({ $value })
trust-none = No file: this check is said to be “not checked”, or left to a person.
trust-unreadable = This file can no longer be read: pieces are no longer checked. Import it again.
trust-old = This list is old: import a more recent one.
trust-import-title = Import a file
trust-purpose = Type
trust-operator = Certificate of the operator of the list (PEM)
trust-operator-hint = For a trusted list only: the list must be signed with this certificate.
trust-operator-missing = Paste the certificate of the operator of the list, in PEM.
trust-date-unread = There is no such date.
trust-date-missing = The file bears no date: give it.
trust-no-file = Choose a file that is not empty.
trust-file = File
trust-read = Read the file
trust-again-title = Check again
trust-again-text = The signed proofs of open applications are checked again with the current files. This also happens after each import.
trust-again = Check again
trust-again-done = Checks are under way again.
trust-history = Imports
trust-refused = File that cannot be imported
trust-readable = Readable file
trust-findings = { $count ->
    [one] { $count } fault to correct
   *[other] { $count } faults to correct
}
trust-another = Choose another file
trust-confirm-text = Nothing changes before you agree.
trust-confirm = Import
trust-done = File imported; signed proofs are being checked again.
admin-event-trust-received = File of trust received: { $value }
admin-event-trust-imported = Import: { $value }
admin-event-checks-asked-again = Signed proofs to be checked again
fact-trust_digest = Files of trust (SHA-256)
fact-trusted_lists_unread = Trusted lists that cannot be read
