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
