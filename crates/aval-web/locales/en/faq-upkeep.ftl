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
faq-improve-unopened = { $no } people of { $all } opened no answer
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
faq-write-act-import = Imported
faq-import-title = Import a folder (ZIP)
faq-import-text = The folder of the FAQ as it is downloaded here or lives in Git: files “entries/….md”. You will see what would change before anything changes.
faq-import-file = Archive of the folder
faq-import-see = See what would change
faq-import-no-file = Choose a ZIP archive of { $value } at most.
faq-import-too-large = This archive is too large: { $value } at most. Leave out what is not the FAQ.
faq-import-preview-title = What the archive would change
faq-import-moved = Answers changed since this preview, or the archive can no longer be read: nothing was applied. This is what would change now.
faq-import-at-line = { $file }, line { $line }: { $what }
faq-import-at-file = { $file }: { $what }
faq-import-errors = { $count ->
    [one] { $count } error: nothing can be imported until it is corrected
   *[other] { $count } errors: nothing can be imported until they are corrected
}
faq-import-warnings = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
faq-import-tables = These files are not those of the programme and are not imported:
faq-import-offered = { $count ->
    [one] { $count } answer edited here: the text of the archive will wait for an editor
   *[other] { $count } answers edited here: the texts of the archive will wait for an editor
}
faq-import-updated = { $count ->
    [one] { $count } changed answer
   *[other] { $count } changed answers
}
faq-import-added = { $count ->
    [one] { $count } new answer
   *[other] { $count } new answers
}
faq-import-waiting = { $count ->
    [one] { $count } text waits for an editor already
   *[other] { $count } texts wait for an editor already
}
faq-import-known = { $count ->
    [one] { $count } text received before, whose answer was edited since: nothing changes
   *[other] { $count } texts received before, whose answers were edited since: nothing changes
}
faq-import-same = { $count ->
    [one] { $count } identical answer
   *[other] { $count } identical answers
}
faq-import-absent = { $count ->
    [one] { $count } answer is not in the archive: it stays published
   *[other] { $count } answers are not in the archive: they stay published
}
faq-import-has-draft = draft under way
faq-import-edited = edited here
faq-import-nothing = This archive changes nothing.
faq-import-second = This programme asks for two people: somebody else has to apply this import. Give them the address of this page.
faq-import-apply = Apply these changes
faq-import-drop = Give up
faq-import-applied = The import is applied.
faq-import-dropped = The import is given up; nothing changed.
faq-archive-broken = This file is not a readable ZIP archive. Prepare it again.
faq-archive-too-many = This archive holds too many files. Put only the folder of the FAQ in it.
faq-archive-too-large = This archive is too large once unpacked. Put only the folder of the FAQ in it.
faq-archive-path = The name “{ $value }” is not that of a file of the folder. Prepare the archive again.
faq-archive-link = “{ $value }” is a link to another file. Put the file itself in the archive.
faq-archive-encrypted = “{ $value }” is protected by a password. Prepare the archive without one.
faq-archive-method = “{ $value }” is compressed in a way that is not read here. Prepare an ordinary ZIP.
faq-archive-twice = “{ $value }” is in the archive twice. Keep one.
faq-archive-no-entry = This archive holds no file “entries/….md”. Take the folder that is downloaded here as a model.
refusals-title = Refusals and what they mean
refusals-text = What the service may refuse, what to do about it, and the answer that explains it when there is one.
