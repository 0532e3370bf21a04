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
inspection-overdue = The check did not come to an end in the time granted: the piece was not checked. A person will look at it.
