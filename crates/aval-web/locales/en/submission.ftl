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
