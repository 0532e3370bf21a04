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
