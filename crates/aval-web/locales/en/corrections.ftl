# What is changed afterwards: profiles and declarations, a form taken back, a file taken over from another application or erased.

scope-title = Profiles and declarations
scope-text = Changing a profile or a declaration may add or remove proofs. You see what it does before anything changes.
scope-change = Change a profile or a declaration
scope-preview = See the effects
scope-effects = What this change will do
scope-no-effect = No proof is added or removed.
scope-added = { $count ->
    [one] { $count } proof added
   *[other] { $count } proofs added
}
scope-found-again = Deposited before, found again:
scope-removed = { $count ->
    [one] { $count } proof that is no longer asked
   *[other] { $count } proofs that are no longer asked
}
scope-removed-kept = What was deposited there is kept: you will find it again if the proof is asked once more.
scope-kept = Kept:
scope-bound = { $count ->
    [one] { $count } proof asked otherwise
   *[other] { $count } proofs asked otherwise
}
scope-to-justify = a “not applicable” justification is expected
scope-required = becomes required
scope-reopened = { $count ->
    [one] Chapter already with the teams, to complete and submit again
   *[other] Chapters already with the teams, to complete and submit again
}
scope-certifications = Certifications asked in addition
scope-unchanged = { $count ->
    [0] No other proof is asked.
    [one] { $count } proof does not change: it keeps its files and its verdict.
   *[other] { $count } proofs do not change: they keep their files and their verdicts.
}
scope-confirm = Confirm the change
scope-edit = Edit my answers
scope-changed = The change is saved: the proofs asked have followed.
take-back = Take the form back
take-back-text = The review has not begun: you may take the form back, correct it and send it again. Nothing that is filled in is lost.
take-back-until = It has to be sent again before the deadline: { $value }.
taken-back = The form is in your hands again. Correct it, then submit it.
review-started-on = The review of the form began on { $when } ({ $name }): it is locked. To report a mistake, write in the exchanges, with the field and the right value.
review-start = Begin the review
review-start-hint = The vendor can no longer take the form back while you examine it.
review-started = The review has begun: the form is locked for the vendor.
event-eligibility_taken_back = Form taken back by the vendor
event-eligibility_review_started = Review of the eligibility begun
event-evidence_reused = File taken over from another application
event-evidence_erased = Content of a file erased
event-sale_reminder_sent = Reminder: commercialisation is due
event-sale_overdue = Commercialisation flagged late
erase-title = Erase the content of a file
erase-text = For real personal data or a secret. The file is erased for good; its name, size and hash stay in its place, with the reason, so that the history of the application can still be understood.
erase-slots = { $count ->
    [one] Proof concerned
   *[other] Proofs concerned
}
erase-others = { $count ->
    [one] Another deposit of this application has the same content: the file stays on the disk until that deposit is erased too.
   *[other] { $count } other deposits of this application have the same content: the file stays on the disk until they are erased too.
}
erase-reason-hint = The vendor and the teams will read it: do not repeat the data here.
erase-sure = I confirm that this content has to disappear
erase-tick = Tick the box: an erased content does not come back.
erase-do = Erase the content
erase-link = Erase the content
erased = The content is erased. A mention stays in its place.
erased-title = Content erased
erased-mention = Content erased on { $when } by { $name }. Reason: { $reason }
origin = taken over from application { $value }
origin-judged = taken over from application { $number }, opinion given there: { $verdict }
already-title = Already deposited
already-link = Already deposited
already-for = Link a file already deposited to { $value }
already-text = The files of this application, then those that your other applications deposited for the same expected proof. A file that is taken over keeps its size and hash; it is examined again, even if it was found conform elsewhere. It has to show the candidate technical version, or not depend on it.
already-search = File name, requirement, proof or application
already-search-do = Search
already-count = { $count ->
    [0] No file
    [one] { $count } file
   *[other] { $count } files
}
already-unread = Only the { $count } applications changed last are looked through.
already-none-title = No file to link
already-none-text = Search with fewer words, or deposit the file in the proof.
already-here = In this application: { $value }
already-elsewhere = Application { $value }
already-verdict = opinion given there: { $value }
already-reworded = The wording has changed since: check that the file still answers what is asked.
already-difference = See the difference of wording
already-before = Wording then
already-now = Wording of this application
already-take = Take this file over
evidence-reused = The file is taken over into this proof. It will be examined again.
turn-afterwards = Listed: one deadline is left
request-done-by = Done by { $name }, { $when }
field-on-condition = Depending on your declarations: { $value }
file-with-form = The file leaves with your answers, when you save or submit.
files-lost = Your session has ended: { $value } { $count ->
    [one] was not received. Sign in again, then choose the file and send it again.
   *[other] were not received. Sign in again, then choose the files and send them again.
}
files-lost-typed = What you had typed is kept and will be given back to you.
files-lost-resume = { $value } { $count ->
    [one] was not kept: send what you typed first, then choose the file again.
   *[other] were not kept: send what you typed first, then choose the files again.
}
files-again-title = Choose the file again
files-again = This page dated from an earlier session: { $value } { $count ->
    [one] was not received. Go back to the page, choose the file again and send it.
   *[other] were not received. Go back to the page, choose the files again and send them.
}
request-delay-working = { $count ->
    [one] delay in force: { $count } working day
   *[other] delay in force: { $count } working days
}
request-delay-calendar = { $count ->
    [one] delay in force: { $count } day
   *[other] delay in force: { $count } days
}
request-paused = deadline suspended during the second opinion
second-blind = A second opinion is asked on this proof. The exchange around it is hidden from you until you have given your opinion.
reopen-slots = Proofs concerned; the others keep their verdict
chapter-reopened-why = The chapter is reopened
chapter-show-to-correct = { $count ->
    [one] Show only the proof to correct
   *[other] Show only the { $count } proofs to correct
}
chapter-show-all = Show every proof of the chapter
milestones-calendar = Add the milestones to my calendar
review-time = Duration of the review: { $reviewed } d. The wait for answers of the vendor, { $waited } d, is not counted.
scope-reworded = { $count ->
    [one] { $count } proof whose wording has changed: it has to be checked again
   *[other] { $count } proofs whose wording has changed: they have to be checked again
}
edition-title = Edition of the catalogue
edition-held = This application refers to { $value }.
edition-text = Nothing changes before you ask for it. Choose an edition to see what it would do to this application: unchanged proofs keep their verdicts.
edition-choose = Newer editions
edition-none = No newer edition is in force.
edition-effects = What moving to edition { $value } will do
edition-confirm = Move to this edition
edition-adopted = The application now refers to the new edition.
edition-newer = A newer edition is in force: { $value }. Your application keeps its own until you ask to move to the other.
edition-see = See what it would change
reopen-text = The vendor can change the proofs chosen again, even after the deposit milestone. They are told so, with the reason.
