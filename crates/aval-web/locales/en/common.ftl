# Frame of the pages, navigation, shared states.

skip-content = Skip to content
skip-nav = Skip to menu
nav-label = Main menu
nav-home = Home
nav-faq = Frequent questions
nav-register = Register
nav-applications = My applications
nav-requests = Requests
nav-team = Team and rights
nav-queue = Review queue
nav-administration = Administration
nav-waiting = { $count ->
    [one] { $count } waiting
   *[other] { $count } waiting
}
home-link = Home – { $value }
language-switch = Lire cette page en français
sign-in = Sign in
sign-out = Sign out
banner-label = Notice
breadcrumb-label = You are here
footer-time = Server time: { $value }
footer-help = Help
footer-legal = Legal notice
footer-accessibility = Accessibility
footer-operator = Service run by { $value }
footer-version = Version { $value }
turn-you = Your turn
turn-teams = With the teams
turn-vendor = With the vendor
turn-nobody = Finished
turn-since = since { $value }
turn-label = Whose turn it is
list-count = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
progress-of = { $done } of { $total }
pagination-label = Pages
pagination-previous = Previous page
pagination-next = Next page
pagination-first = Back to the start
close = Close
cancel = Cancel
confirm = Confirm
copy = Copy
copied = Copied
download = Download
filter-label = Filter the list
filter-none = No row matches the filter.
shortcuts-title = Keyboard shortcuts
shortcuts-help = Show this help
shortcuts-hint = They are ignored while you type in a field; Escape leaves it.
shortcuts-button = Keyboard shortcuts
steps-label = Steps of the application
step-done = done
step-current = in progress
step-later = to come
timeline-label = Journal
timeline-by = by { $value }
external-link = new window
viewer-zoom-in = Zoom in
viewer-zoom-out = Zoom out
viewer-fit = Fit
viewer-speed = Speed
viewer-previous-frame = Previous frame
viewer-next-frame = Next frame
viewer-copy-time = Copy a link to this moment
viewer-controls = Viewer controls
viewer-image = Image under review; the arrow keys move it, plus and minus change its size
panes-chapters = Chapters
panes-proof = Proof
panes-verdict = Requirement and verdict
