# What checks find, at the submission of a chapter.
found-running = { $count ->
    [one] One check is running. You can submit without waiting for it: what it finds will be shown to you and to the reviewer.
   *[other] { $count } checks are running. You can submit without waiting for them: what they find will be shown to you and to the reviewer.
}
found-blocking = { $count ->
    [one] One finding blocks the submission. Replace the piece, or remove it.
   *[other] { $count } findings block the submission. Replace the pieces, or remove them.
}
found-to-argue = { $count ->
    [one] One warning asks for a reason
   *[other] { $count } warnings ask for a reason
}
found-to-argue-hint = A warning does not block: write why the piece is right as it is. The reviewer will read your reason beside the finding. You can also replace the piece.
finding-reason = Reason
finding-reason-of = Reason for { $value }
finding-reason-given = Reason of the vendor ({ $name }, { $when }):
gap-check-failed = { $value }: a failed check blocks the submission. Replace the piece, or remove it.
gap-finding-reason = { $value }: give a reason for the warning.
receipt-reason = Reason given for the warning { $value }:

# The signed document beside the current one.
revisions-title = Signed and current document
revisions-link = Compare the signed document with the current one
revisions-text = This file was added to after its signature. On the left, what the signer signed; on the right, what the file shows today.
revisions-none = The checks know of no difference between what was signed and what the file shows: there is nothing to compare.
revisions-changes = What changed after the signature
revisions-changes-unknown = The changes could not be told apart: compare the two documents.
revisions-signed = Signed document
revisions-current = Current document
revisions-back = Back to the proof
