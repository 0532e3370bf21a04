# Pages of an application, vendor’s side and common to both sides.

turn-both = With you and the teams
turn-both-operator = The teams and the vendor
turn-other = { $count ->
    [one] { $count } point expected from the other side
   *[other] { $count } points expected from the other side
}
turn-nothing = Nothing is expected from anybody at the moment.
tabs-label = Pages of the application
tab-overview = Overview
tab-application = Application form
tab-eligibility = Eligibility
tab-chapters = Chapters
tab-exchange = Exchanges
tab-team = Team and rights
tab-decision = Decision
tab-journal = Journal
dossier-lead = Case lead: { $value }
state-draft = Draft
state-eligibility_submitted = Eligibility submitted
state-eligibility_to_complete = Eligibility to be completed
state-eligible = Eligible, proofs open
state-under_review = Under review
state-waiting_vendor = Waiting for the vendor
state-ready_for_decision = Ready for decision
state-listed = Listed
state-refused = Refused
state-abandoned = Abandoned
state-suspended = Listing suspended
state-withdrawn = Listing withdrawn
chapter-not_started = To be started
chapter-in_progress = In progress
chapter-submitted = Submitted
chapter-changes_requested = Changes requested
chapter-validated = Validated
slot-missing = Missing
slot-filed = Filed
slot-na_claimed = Not applicable, to be checked
slot-conform = Conform
slot-changes_requested = To be redone
slot-na_accepted = Not applicable, accepted
deadline-passed = deadline passed
deadline-today = today
deadline-in = { $count ->
    [one] in { $count } working day
   *[other] in { $count } working days
}
duty-charter = Accept the charter
duty-forms = Complete the application form and the eligibility
duty-eligibility = Examine the eligibility
duty-chapters = { $count ->
    [one] { $count } chapter to fill in and submit
   *[other] { $count } chapters to fill in and submit
}
duty-correct = Correct the chapter “{ $value }”
duty-reopened = Finish the reopened chapter “{ $value }”
duty-review = { $count ->
    [one] { $chapter }: { $count } proof to examine ({ $team })
   *[other] { $chapter }: { $count } proofs to examine ({ $team })
}
duty-conclude = Conclude the chapter “{ $value }”
duty-answer = Answer a request
duty-extension = Answer a request for more time
duty-second-opinion = Give a second opinion on { $value }
duty-decide = Take the decision
duty-publish = Publish in the register
duty-commercialise = Put the listed version on the market
step-charter = Charter
step-forms = Application form and eligibility
step-eligibility = Eligibility review
step-proofs = Proofs and review
step-decision = Decision
step-register = Register
charter-title = Listing charter
charter-text = The charter commits your company: accurate information, proofs taken from the candidate version, deadlines kept. Only a legal representative can accept it; it opens the administrative form.
charter-engage = I accept the charter on behalf of my company
charter-accept = Accept the charter
charter-waits = A legal representative of your company has to accept the charter to open the administrative form.
charter-tick = Tick the box to accept the charter.
charter-accepted = The charter is accepted: the administrative form is open.
milestones-title = Milestones
lead-title = Case lead
lead-choose = Person
lead-assign = Assign
lead-assigned = The case lead is assigned.
reason = Reason
withdraw-title = Give up this application
withdraw-text = The application will be closed. What was deposited stays in the journal.
withdraw-sure = I confirm that this application is to be closed
withdraw-do = Close the application
withdrawn = The application is closed.
actions = Actions
yes = Yes
no = No
option-web = Web application
option-mobile = Mobile application
option-thick_client_3tier = Thick client, three tiers
option-thick_client_2tier = Thick client, two tiers
form-saved = Your answers are saved.
field-siren = A SIREN number has nine digits, for example 900 000 012.
field-email = This e-mail address is not complete.
field-too-long = This text is too long.
field-not-new = This version number was already presented for this product: give that of the candidate version.
field-characters = This text holds invisible characters: type it by hand.
eligibility-title = Eligibility
eligibility-submit = Submit the eligibility
eligibility-submitted = The eligibility is submitted to the administrative team.
eligibility-decide = Eligibility review
eligibility-points = Points to complete or reasons
eligibility-points-hint = One point per line. Not needed to declare eligible.
eligibility-declare = Declare eligible
eligibility-ask = Ask to complete
eligibility-refuse = Refuse
eligibility-declared = The application is eligible: proofs can be deposited.
eligibility-refused = The eligibility is refused.
completion-asked = The request to complete is sent.
completion-title = Eligibility to be completed
profiles = Profiles of the solution
file-attached = File received: { $value }
file-instead = Or send the file
file-none = No file was chosen.
file-received = The file is received.
certifications-title = Certification requests
certifications-none = This scheme asks for no certification with your declarations.
certification-missing = No request recorded.
certification-edit = Update
certification-product = Product
certification-version = Version
certification-nil = NIL
certification-status = Status
certification-date = Date of the status
certification-evidence = Screenshot or certificate
certification-saved = The certification request is saved.
gaps-title = { $count ->
    [0] Nothing is missing
    [one] { $count } point is still missing
   *[other] { $count } points are still missing
}
gap-charter = The charter is not accepted.
gap-field = “{ $value }” is to be filled in.
gap-version-used = Version { $value } was already presented for this product.
gap-declaration = Answer expected: “{ $value }”.
gap-certification = { $name }: the status “{ $status }” is expected at least.
gap-slot = { $value }: nothing filed.
gap-untouched = { $value }: to be redone, or answered in writing.
gap-not-conform = { $value }: the proof is not conform.
gap-link = { $value }: the link does not come from an accepted space.
gap-chapter = The chapter “{ $value }” is not validated.
gap-request = A request to the vendor has no answer.
chapters-title = Chapters
chapters-count = { $count ->
    [one] { $count } chapter
   *[other] { $count } chapters
}
chapter = Chapter
chapter-state = State
chapter-filled = Proofs filled
chapter-filled-of = Proofs filled in { $value }
chapter-settled = Proofs conform
chapter-to-correct = { $count ->
    [one] { $count } to be redone
   *[other] { $count } to be redone
}
chapter-message = The chapter is returned to you
chapter-submit = Submit the chapter
chapter-resubmit = Send the chapter back
chapter-submit-do = Submit the chapter
chapter-finished = I have finished, send it back
chapter-submit-sure = The files will be frozen and the teams told. Submit?
chapter-complete = Everything is there: the chapter can be submitted.
chapter-submit-not-yours = Your role lets you deposit, not submit. Ask a legal representative or a delegate.
chapter-remainder = Partial return: what will follow
chapter-remainder-hint = Say what is missing and when it will come. Leave empty when everything is corrected.
chapter-sent = The chapter is submitted. Here is the receipt.
chapter-incomplete = The chapter cannot be submitted: see the list of what is missing.
receipt-of = Receipt of { $value }
receipt-title = Receipt
receipt-application = Application
receipt-when = Submitted on
receipt-instant = Instant (universal time)
receipt-by = By
receipt-slot = Proof
receipt-file = File
receipt-size = Size
receipt-hash = SHA-256
receipt-compare = The SHA-256 fingerprint tells whether a file is the one that was received: it changes as soon as one octet changes.
receipt-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
receipt-na = Not applicable: { $value }
slot-optional = optional
slot-justify = From your declarations, a “not applicable” justification is expected.
slot-remarks = { $count ->
    [one] { $count } remark
   *[other] { $count } remarks
}
slot-deposit = Files for { $value }
slot-other-ways = Link, existing file, not applicable
slot-empty-title = Nothing filed
slot-empty-text = Nothing was deposited yet for this proof.
slot-mine = with your team
slot-previous = Previous
slot-next = Next
piece-shared = { $count ->
    [one] linked to { $count } other proof
   *[other] linked to { $count } other proofs
}
piece-replace = Replace
piece-remove = Remove
piece-remove-sure = Remove this file from the proof? The journal keeps its trace.
replace-title = Replace “{ $value }”
replace-text = The old version can still be consulted. Choose the proofs that follow the new one; the others keep the old one.
replace-follow = { $count ->
    [one] Proof that uses this file
   *[other] { $count } proofs use this file
}
replace-locked = locked: keeps the present version
replace-file = New version
replace-do = Replace
evidence-replaced = The new version is in place.
evidence-entered = The proof is saved.
evidence-linked = The file is linked to this proof.
evidence-unlinked = The file is removed from this proof.
claim-made = The justification is saved.
claim-withdrawn = The proof is to be provided again.
claim-title = Not applicable
claim-withdraw = Take back “not applicable”
claim-justification = Not applicable: justification
claim-hint = What the solution does, why the requirement does not concern it, and what shows it.
claim-do = Declare not applicable
deposit-title = Deposit
deposit-files = Files
deposit-value = Link, identifier or text
link-title = Link an existing file
link-hint = The same file may answer several proofs.
link-do = Link this file
download-only = This kind of file is not shown here: download it.
past-versions = { $count ->
    [one] { $count } earlier version
   *[other] { $count } earlier versions
}
exchange-title = Exchanges
requests-title = { $count ->
    [0] No request pending
    [one] { $count } request pending
   *[other] { $count } requests pending
}
requests-empty-title = No request
requests-empty-text = Questions that wait for an answer are shown here, with their deadline.
request-changes = Changes requested: { $value }
request-done = Answered
request-late = Late
request-to-vendor = Waits for the vendor
request-to-operator = Waits for the teams
request-due = Due: { $value }
request-answer = Your answer
request-new-operator = Ask the vendor a question, with a deadline
request-new-vendor = Ask the teams a question
request-subject = Subject
request-body = Question
request-slot = Proof concerned, optional
request-sent = The request is sent.
request-answered = The answer is sent.
extension-ask = Ask for more time
extension-until = Until
extension-asked = More time asked, until { $until }: { $reason }
extension-accepted = More time granted.
extension-countered = Another date proposed: { $value }
extension-refused = More time refused: { $value }
extension-other-day = Another date
extension-accept = Grant
extension-counter = Propose the other date
extension-refuse = Refuse
extension-sent = The request for more time is sent.
extension-answered = The answer to the request for more time is sent.
extension-no-date = Choose a date.
messages-title = Messages
messages-empty-title = No message
messages-empty-text = Write to the other side here: everything stays with the application.
message-write = Write a message
message-sent = The message is sent.
team-title = Team and rights
team-members = People
team-name = Name
team-email = Address
team-role = Role
team-tasks = Tasks entrusted
team-per-application = Rights are set application by application, on the page “Team and rights” of each.
team-attach = Attach a colleague
team-attach-do = Attach
team-colleague = Colleague
team-chapters = Limit to some chapters
team-chapters-hint = No choice: every chapter, and the forms. A colleague limited to chapters does not fill the forms, which bind the whole application.
team-detach = Detach
team-detach-sure = Detach { $value } from this application?
team-attached = The colleague is attached to the application.
team-detached = The access is removed.
task-upload = Deposit
task-submit = Submit
task-message = Write
task-everything = Everything
task-chapters = { $count ->
    [one] limited to { $count } chapter
   *[other] limited to { $count } chapters
}
auditors-title = Invited auditors
auditor-until = until { $value }
auditor-invite = Invite an auditor
auditor-text = An auditor sees one proof only and has no access to the exchanges; their access ends on the chosen date.
auditor-email = Address of their account
auditor-slot = Proof
auditor-end = End of the access
auditor-invited = The auditor is invited.
auditor-unknown = No auditor’s account has this address.
journal-title = Journal of the application
slots-span = Proofs { $from } to { $to } of { $total }
journal-count = { $count ->
    [one] One entry
   *[other] { $count } entries, newest first
}
journal-whole = Show everything on one page, to print it
journal-text = Each action is kept with its author and its instant; nothing is erased.
dashboard-mine = { $count ->
    [0] Nothing waits for you.
    [one] { $count } application waits for you.
   *[other] { $count } applications wait for you.
}
dashboard-empty-title = No application
dashboard-empty-text = Open your first application: a product and a scheme are enough, the rest can be filled in over several visits.
dashboard-none-title = No application shared with you
dashboard-none-text = A legal representative or a delegate of your company has to attach you to an application.
waiting-empty-title = Nothing waits for you
waiting-empty-text = Requests and chapters to correct are shown here, by deadline.
opening-title = Open an application
opening-text = An application is about one product and one scheme. You can abandon it as long as no decision is taken.
opening-product = Name of the product
opening-product-hint = [Product name] [system] [device], for example “Carnet Windows Website”.
opening-scheme = Scheme
opening-do = Open the application
opening-done = The application is open. First step: the charter.
opening-product-missing = Give the name of the product.
opening-scheme-missing = Choose a scheme whose window is open.
conflict-stale = { $name } changed this point on { $when }, after your page was shown.
