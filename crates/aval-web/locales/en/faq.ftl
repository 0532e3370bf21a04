# Frequently asked questions.

faq-title = Frequently asked questions
faq-search = Look for an answer
faq-search-hint = A whole question, a few words, an acronym or the identifier of a requirement.
faq-search-do = Search
faq-count = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
faq-position = Page { $page } of { $pages }
faq-read-as = Also read as: { $value }
faq-chosen-label = Filters in use
faq-chosen-text = Search: { $value }
faq-chosen-remove = Remove: { $value }
faq-chosen-remove-short = remove
faq-clear = Show everything
faq-unknown = { $count ->
    [one] An unknown filter was ignored:
   *[other] Unknown filters were ignored:
}
faq-facet-theme = Subject
faq-facet-tree = Sector and scheme
faq-facet-product = Service
faq-facet-offer = Offer
faq-updated = Updated
faq-schemes = Schemes concerned
faq-schemes-all = All
faq-themes = Subjects
faq-requirements = Related requirements
faq-own-page = Address of this answer
faq-to-confirm = To be confirmed
faq-to-confirm-text = The operator has yet to confirm this answer.
faq-none-title = No answer matches
faq-none-text = Try other words, or remove a filter.
faq-nearest = The nearest answers
faq-contact = Whom to write to
faq-alike = Similar questions
faq-all = All questions
faq-feed = Subscribe to changes (Atom)
faq-suggestions = Suggested questions

faq-vote-question = Was this answer useful?
faq-vote-yes = Yes, useful
faq-vote-no = No, not useful
faq-vote-title = Your opinion
faq-vote-counted = Your opinion counts. You may say more if you wish.
faq-vote-told = Thank you: your remark goes to the team that writes the answers.
faq-vote-why = What did not help?
faq-vote-sentence = A sentence, if you wish
faq-vote-sentence-hint = Write no name, no contact details, no health data. 500 characters at most.
faq-vote-send = Send
faq-vote-change = Changed your mind?
faq-reason-unclear = The answer is not clear
faq-reason-incomplete = Something is missing
faq-reason-outdated = It is out of date
faq-reason-other = It answers another question

faq-improve-title = To improve
faq-improve-text = Answers found of little use, searches without result and searches of which no answer is opened, the most pressing first. A closed line comes back when a new opinion or a new search arrives.
faq-improve-none-title = Nothing to improve for now
faq-improve-none-text = Answers that do not help and searches that find nothing will appear here.
faq-improve-votes = { $no } “no” out of { $all }
faq-improve-missed = { $count ->
    [one] Searched { $count } time without result
   *[other] Searched { $count } times without result
}
faq-improve-note = Note (what was done)
faq-improve-close = Close
faq-improve-closed = Closed lines

faq-beside = Frequent questions on this requirement
faq-cite = Quote this answer
