# Administration: programme, people, organisations, catalogues, own account.

admin-tabs-label = Administration pages
admin-tab-programme = Programme
admin-tab-catalogues = Catalogues
admin-tab-people = People
admin-tab-organisations = Organisations
admin-tab-journal = Journal
admin-fact-code = Code
admin-fact-description = Purpose
admin-fact-wave = Wave
admin-fact-operator = Operator
admin-fact-zone = Time zone
admin-applications = { $count ->
    [one] { $count } application
   *[other] { $count } applications
}
admin-findings = Check of the programme
admin-findings-none = The check of the programme found nothing to report.
finding-severity = Severity
finding-place = Place
finding-sentence = Finding
finding-code = Code
admin-milestones = Milestones
admin-milestone = Milestone
admin-milestone-at = Date and time
admin-milestone-past = past
admin-schemes = Schemes
admin-sectors = Sectors and schemes
admin-window-open = Window open
admin-window-closed = Window closed
admin-catalogue-awaited = { $value }, no version published to date
admin-teams = Teams
admin-roles = Roles
admin-side = Side
admin-side-vendor = Vendor
admin-side-external = Invited
admin-side-operator = Operator
admin-permissions = What the role allows
admin-parameters = Parameters
admin-parameters-text = These values come from the programme’s files; change them there, then restart the instance.
admin-parameter-reply = Vendor’s time to reply
admin-parameter-reminders = Reminders, in days
admin-parameter-extension = Possible extension
admin-parameter-commercialisation = Time to market
admin-parameter-pentest = Validity of a penetration test
admin-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
admin-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
permission-accept-charter = accept the charter
permission-manage-accounts = manage the accounts of their company
permission-create-legal-representative = create a legal representative
permission-create-delegate = create a delegate
permission-create-member = create a member
permission-attach-collaborators = attach colleagues to applications
permission-submit = submit
permission-upload = deposit evidence
permission-message = exchange messages
permission-upload-assigned-slot = deposit the evidence entrusted to them
permission-message-vendor = write to the vendor
permission-review = examine evidence
permission-request-changes = ask for changes
permission-propose-decision = propose a decision
permission-configure-test-space = set up the test space
permission-decide = decide
permission-publish = publish to the register
permission-suspend = suspend a listing
permission-withdraw = withdraw a listing
permission-manage-programme = administer the programme
permission-manage-catalogue = import and publish catalogues
permission-manage-faq = keep the FAQ
permission-manage-staff = manage people and organisations
list-more = more than { $count } results
people-search = Name, address or position
people-none-title = Nobody matches
people-none-text = Widen the search or remove a filter.
account-new = Create an account
account-new-text = An initial password will be shown once after the creation: you hand it over to the person yourself.
account-create = Create the account
account-choose-organisation = Which organisation does this person act for? Their possible roles depend on it.
account-organisation = Organisation
account-name = First and last name
account-email = E-mail address
account-email-taken = An account with this address exists already: everybody has their own.
account-title = Position
account-language = Language
account-roles = Roles
account-teams-hint = The teams whose evidence the person examines.
account-state = State of the account
account-open = Open
account-is-closed = Closed
account-since = Account created
account-closed-since = Account closed
account-changed = The account is up to date.
account-closed = The account is closed: the person can no longer sign in.
account-reopened = The account is open again, with the password it had.
account-not-mastered = This person holds a role that you can neither give nor take away.
account-own = This is your own account: your password is changed on the page “My account”, and somebody else has to close your account.
account-access = Access
account-access-text = A closed account keeps its history and can be opened again.
account-close = Close the account of { $value }
account-close-do = Close the account
account-close-text = { $value } will be signed out at once and will not be able to come in. Their acts stay in the journal.
account-reset = New password for { $value }
account-reset-do = Give a new password
account-reset-text = The present password of { $value } will be worth nothing and their sessions will be closed. The new one will be shown once.
account-reopen = Open the account again
account-reopen-text = The person will be able to sign in again, with the password and the roles they had.
account-problem-no-role = Choose at least one role: an account without a role can do nothing.
account-problem-wrong-side = This role does not exist for this organisation.
account-problem-not-yours = You can neither give nor take away this role.
account-problem-wrong-team = This team does not exist for this organisation.
account-problem-yourself = You cannot change your own access in this way: ask somebody else.
account-problem-last-manager = Nobody would be left to manage accounts: give this role to somebody else first.
field-missing = This answer is required.
password-shown-title = Password to hand over
password-shown-text = Hand these over to { $value } by a safe means, other than e-mail if possible. The person will change the password on the page “My account”.
password-shown-once = This password will not be shown again.
password-too-short = The password needs at least twelve characters. A sentence is easier to remember than a code.
password-too-long = The password is too long.
password-guessable = This password can be guessed: it repeats the name, the address or a single letter.
password-not-same = The two entries of the new password differ.
password-wrong = The present password is not the right one.
organisations-search = Name, code, SIREN or city
organisations-none-title = No organisation
organisations-none-text = No organisation matches this search.
organisation-new = Create an organisation
organisation-name = Company name
organisation-code = Code
organisation-code-hint = Short and unique, for example LACSOFT.
organisation-code-form = The code has 1 to 40 unaccented letters, digits, hyphens or dots.
organisation-code-taken = This code already belongs to another organisation.
organisation-kind = Kind
organisation-kind-hint = It decides the possible roles and cannot be changed later.
organisation-kind-vendor = Vendor
organisation-kind-operator = Operator
organisation-kind-auditor = Auditor
organisation-siren = SIREN
organisation-siren-hint = Nine digits.
organisation-siren-fictive = Nine digits; as the content is fictitious, the check digit is not verified.
organisation-siren-key = This SIREN is not valid: one of its digits is wrong. Copy it from the company’s registration document.
organisation-city = City
organisation-people = See its people
organisation-created = The organisation is created.
organisation-changed = The organisation is up to date.
own-title = My account
own-password = Password
own-password-present = Present password
own-password-new = New password
own-password-hint = At least twelve characters.
own-password-again = New password, once more
own-password-text = Your other sessions will be closed.
own-password-do = Change the password
own-password-changed = Your password is changed; your other sessions are closed.
own-language = Language of the pages
own-language-changed = The language is saved.
own-sessions = Open sessions
own-sessions-text = Each browser in which you are signed in is a session. Close those that you do not recognise, then change your password.
own-session-since = Opened
own-session-last = Last activity
own-session-here = This browser
own-session-close = Close
own-session-closed = The session is closed.
own-session-which = Choose the session to close.
own-sessions-close = Close all other sessions
admin-journal-text = What was done in administration, the latest first. Nothing is ever removed from it.
admin-journal-empty-title = Nothing yet
admin-journal-empty-text = Accounts created, roles changed and catalogues published will appear here.
admin-event-team = team { $value }
admin-event-from-to = { $before } → { $after }
admin-event-account-created = Account created: { $value }
admin-event-account-details-changed = Details changed: { $value }
admin-event-roles-changed = Roles changed: { $value }
admin-event-account-closed = Account closed: { $value }
admin-event-account-reopened = Account opened again: { $value }
admin-event-password-reset = New password given to { $value }
admin-event-password-changed = Password changed by { $value }
admin-event-organisation-created = Organisation created: { $value }
admin-event-organisation-changed = Organisation changed: { $value }
admin-event-workbook-received = Workbook received: { $value }
admin-event-catalogue-imported = Catalogue imported, in preparation: { $code } { $version }
admin-event-catalogue-discarded = Version in preparation taken back: { $code } { $version }
admin-event-catalogue-published = Catalogue published: { $code } { $version }
admin-event-published-on = applicable from { $value }
admin-event-imported-counts = { $requirements } requirements, { $proofs } expected proofs, { $warnings } warnings accepted
account-continue = Continue
catalogues-none-title = No catalogue
catalogues-none-text = Import the workbook of a catalogue below: you will see what it holds before you keep it.
catalogues-versions = Versions of the catalogues
catalogue-code = Catalogue
catalogue-version = Version
catalogue-preparation = In preparation
catalogue-is-published = Published on { $value }
catalogue-published-badge = Published
catalogue-published-on = Applicable from
catalogue-imported-at = Imported
catalogue-delivered = with the programme
catalogue-source = SHA-256 of the workbook
catalogue-export = Download
catalogue-tree = Chapters
catalogue-chapter = Chapter
catalogue-chapter-unnamed = Chapter without a name
catalogue-group-unnamed = without a name
catalogue-groups = Functions and their requirements
catalogue-unchanging = This version is published: it no longer changes. A correction is a new version.
catalogue-published = The version is published.
catalogue-discarded = The version in preparation is taken back.
import-title = Import a workbook
import-text = XLSX or CSV workbook. It is first read and shown with all its findings; nothing is kept before you agree.
import-file = Workbook
import-read = Read the workbook
import-version-hint = As it will be published, for example 1.2.
import-version-form = Write the version in 1 to 20 unaccented letters, digits, dots or hyphens.
import-version-published = This version is published already and no longer changes: give another number.
import-too-large = The file exceeds { $value }: nothing was kept.
import-empty = The file is empty.
import-no-file = Choose the workbook to import.
import-outcome-ok = No finding
import-outcome-warning = With warnings
import-outcome-error = Refused
import-count-rows = Data rows
import-count-chapters = Chapters
import-count-functions = Functions
import-count-requirements = Requirements
import-count-scenarios = Scenarios
import-count-proofs = Expected proofs
import-findings = { $count ->
    [0] No finding
    [one] { $count } finding
   *[other] { $count } findings
}
import-findings-shown = first { $shown } findings of { $count }; the file holds them all
import-findings-all = All findings
import-findings-download = Download all findings (CSV)
import-severity-error = Error
import-severity-warning = Warning
finding-cell = Cell
finding-other = Other cell
finding-file = File
import-refused = An error prevents the import: nothing was kept. Correct the workbook at the cells named, then import it again.
import-again = Import another workbook
import-warnings-seen = I have read the warnings and import this version as it is
import-accept-warnings = Read the warnings, then tick the box to import all the same.
import-same = This version is in preparation already, with exactly the same content:
import-replaces = A version in preparation has this number already, with another content.
import-replace = Replace the version in preparation with this one
import-accept-replace = Tick the box to replace the version in preparation.
import-keep = Import this version
import-done = The version is in preparation. It counts only once it is published.
publish-catalogue = Publish
publish-catalogue-text = From this day on, new applications will follow this version. Open applications keep theirs.
publish-on = Day of publication
publish-date-form = Give a date, for example 2026-11-02.
publish-sure = I know that a published version never changes again
publish-tick = Tick the box to publish.
discard-catalogue = Take back this version in preparation
discard-text = The workbook received and the journal are kept; the number becomes free again.
discard-sure = I confirm that it is taken back
discard-tick = Tick the box to take this version back.
difference-since = Differences with version { $value }
difference-none = None: both versions say the same.
difference-added = { $count ->
    [one] { $count } requirement added
   *[other] { $count } requirements added
}
difference-removed = { $count ->
    [one] { $count } requirement removed
   *[other] { $count } requirements removed
}
difference-changed = { $count ->
    [one] { $count } requirement changed
   *[other] { $count } requirements changed
}
difference-statement = statement
difference-comment = comment
difference-profiles = profiles
difference-criticality = criticality
difference-nature = nature
difference-perimeter = perimeter
difference-chapter = chapter
difference-function = function
difference-former-profiles = former profiles
difference-order = order
difference-proofs-added = { $count ->
    [one] { $count } expected proof added
   *[other] { $count } expected proofs added
}
difference-proofs-removed = { $count ->
    [one] { $count } expected proof removed
   *[other] { $count } expected proofs removed
}
difference-proofs-changed = { $count ->
    [one] { $count } expected proof changed
   *[other] { $count } expected proofs changed
}
