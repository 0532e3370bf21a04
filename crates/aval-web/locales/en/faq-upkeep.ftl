# Upkeep of the FAQ: what it explains, what a change concerns, its links, its folder.
faq-explains = To understand:
faq-beside-chapter = Frequent questions about this chapter
request-about-slot = Ask a question about this proof
faq-mentions-title = { $count ->
    [one] { $count } requirement concerned is mentioned in the FAQ
   *[other] { $count } requirements concerned are mentioned in the FAQ
}
faq-mentions-text = Read these answers again: they speak of a requirement that changed or went.
faq-requirements-title = Changed requirements
faq-requirements-text = For each catalogue, the requirements that the version published last changed or removed, and the answers that speak of them.
faq-requirements-none-title = Nothing to read again
faq-requirements-none-text = No answer speaks of a requirement that the last version of a catalogue changed or removed.
faq-requirements-since = From version { $before } to version { $after }
faq-requirements-removed = removed
faq-requirements-proofs = scenarios or proofs
faq-requirements-requirement = Requirement
faq-requirements-change = Change
faq-requirements-answers = Answers that speak of it
faq-requirements-reread = read again since
faq-requirements-unknown = Identifiers that no catalogue holds
faq-requirements-unknown-text = These answers say that they are about a requirement that no catalogue in force holds.
faq-links-title = Links
faq-links-text = Where the links of published answers lead. Addresses of this service are checked when this page is shown; those of other sites once a week, and every day while they do not answer.
faq-links-none-title = No link
faq-links-none-text = No published answer holds a link.
faq-links-count = { $count ->
    [one] { $count } link
   *[other] { $count } links
}
faq-links-again = Check again
faq-links-asked = Links to other sites will be checked within minutes.
faq-links-link = Link
faq-links-state = State
faq-links-answers = Answers
faq-links-fine = Fine
faq-links-moved = Moved
faq-links-dead = Dead
faq-links-unreachable = Out of reach
faq-links-unchecked = Not checked yet
faq-links-moved-to = Replace it by { $value }
faq-links-status = The site answers { $value }.
faq-links-missing = “{ $value }” does not exist here.
faq-links-timeout = The site did not answer in time.
faq-links-name = No site has this name.
faq-links-tls = The certificate of the site is not valid.
faq-links-private = This address leads to a private network: it is not checked.
faq-links-redirection = The site redirects without end.
faq-links-address = This is not a whole address.
faq-links-connection = The connection failed.
faq-links-when = Checked on { $checked }, in this state since { $since }.
