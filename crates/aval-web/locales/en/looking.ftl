# What is looked at: places, pinned remarks, versions compared.
verdict-zone = Zone
place-page = Page
place-moment = Moment
place-lines = Lines
place-zone-hint = 40, 25, 10, 5
place-zone-title = In percent: from the left, from the top, width, height
anchor-page-zone = page { $count }, zone
anchor-moments = from { $from } to { $to }
anchor-lines = lines { $from } to { $to }
pin = Remark { $number }, { $place }: { $text }
pin-carried = Remark { $number }, to be seen again, { $place }: { $text }
pin-number = Remark
pin-open = remark { $count }
pin-draw = Show a zone
pin-here = Pin this moment; a second time, until this moment
pin-lines = Pin the chosen lines
pins-title = Remarks in the piece
remark-add = Add the remark
remark-made = The remark is saved; it will leave with the chapter.
remark-again = To be seen again
remark-repeat = Repeat the remark
remark-repeated = The remark is repeated on the new version; it will leave with the chapter.
remark-repeats = { $count ->
    [one] repeated { $count } time
   *[other] repeated { $count } times
}
remark-other-place = At another place
version-past = Version { $count }, replaced since.
version-current = See the current version
event-remark_repeated = Remark repeated
