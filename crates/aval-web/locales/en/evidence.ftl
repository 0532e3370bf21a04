# What is elsewhere too: the same evidence, or nearly, in another slot or another application.
elsewhere-title = Elsewhere too
elsewhere-who-sees = Seen by the operator only: a vendor learns nothing about another one.
elsewhere-to-watch = To look at
elsewhere-to-know = For information
elsewhere-same-file-here = The same file was deposited a second time in this application, for { $slot }.
elsewhere-same-file-same-vendor = The same file is also in application { $number } of the same vendor, for { $slot }.
elsewhere-same-file-other-vendor = The same file is also in application { $number } of another vendor, for { $slot }.
elsewhere-same-link-here = The same link was deposited a second time in this application, for { $slot }.
elsewhere-same-link-same-vendor = The same link is also in application { $number } of the same vendor, for { $slot }.
elsewhere-same-link-other-vendor = The same link is also in application { $number } of another vendor, for { $slot }.
elsewhere-same-number-here = The same identifier was deposited a second time in this application, for { $slot }.
elsewhere-same-number-same-vendor = The same identifier is also in application { $number } of the same vendor, for { $slot }.
elsewhere-same-number-other-vendor = The same identifier is also in application { $number } of another vendor, for { $slot }.
elsewhere-same-text-here = The same text was deposited a second time in this application, for { $slot }.
elsewhere-same-text-same-vendor = The same text is also in application { $number } of the same vendor, for { $slot }.
elsewhere-same-text-other-vendor = The same text is also in application { $number } of another vendor, for { $slot }.
elsewhere-alike-here = A nearly identical file ({ $percent }%) is in this application, for { $slot }.
elsewhere-alike-same-vendor = A nearly identical file ({ $percent }%) is in application { $number } of the same vendor, for { $slot }.
elsewhere-alike-other-vendor = A nearly identical file ({ $percent }%) is in application { $number } of another vendor, for { $slot }.

# Facts of a link.
fact-link_host = Host
fact-link_host_label = Space
fact-link_identifier = Identifier of the report

# Watchdog.
inspection-overdue = The check did not come to an end in the time granted: the piece is not checked, a person will look at it. A result that still comes will show here.

# Structured entry of a form in another shape.
declared-title = What the form says
declared-text = The answers of { $file } could not be read for { $slot }. Copy here what the document says: these facts will be marked as declared, judged by the same rules, and compared with the document by the operator.
declared-do = Declare
declared-done = These facts are declared; the check will be made again.
declared-link = Declare what the form says
declared-by = Facts declared by { $name }, { $when }.
declared-yes = Yes
declared-no = No
declared-wrong = “{ $value }” is not filled in, or cannot be read. Correct this field.
declared-hint-date = Written as 2026-12-31.
declared-hint-count = A whole number, 0 when there is none.
declared-hint-score = A number from 0 to 10; leave empty when no score is told.
declared-fact-application_version = Version of the application tested
declared-fact-form_date = Date of the form
declared-fact-provider_name = Provider of the test
declared-fact-provider_siren = SIREN of the provider
declared-fact-auditor_name = Auditor
declared-fact-complete = Does every control point have an answer?
declared-fact-commented = Is every negative or not applicable answer commented?
declared-fact-high_no = Negative answers of high severity
declared-fact-medium_no = Negative answers of medium severity
declared-fact-unrated_no = Negative answers to points without severity
declared-fact-highest_cvss = Highest CVSS score
declared-fact-disclosure = Reference of the declaration of the vulnerability
fact-pentest_declared_provider_name = Provider of the test (declared)
fact-pentest_declared_auditor_name = Auditor (declared)
fact-pentest_declared_form_date = Date of the form (declared)
