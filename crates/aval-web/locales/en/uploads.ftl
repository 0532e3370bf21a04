# Files sent in several times, and read in place.

sending-sign-in-first = Your session has ended. Sign in: the upload will go on from where it stands.
sending-elsewhere = This request comes from another site. Start again from the pages of the platform.
sending-version = Only version 1.0.0 of the tus protocol is understood: send the header “Tus-Resumable: 1.0.0”.
sending-method = This method does not exist at this address.
sending-address = The address of an upload must name an application and a proof (“?dossier=…&preuve=…”). Copy the one given on the page of the proof.
sending-field = The header { $value } is missing, given twice or unreadable. Nothing was lost; correct it, then resume.
sending-metadata-too-long = The metadata of the upload is too long ({ $value } at most). Keep the file name alone.
sending-name-missing = The name of the file is missing: give it in the metadata, under the key “filename”.
sending-length-unknown = The size of the file must be announced at the beginning, in the header Upload-Length.
sending-media-type = The bytes of an upload are of type “application/offset+octet-stream”.
sending-algorithm = This checksum algorithm is not understood. Use sha256 or sha1.
sending-bad-parts = These partial uploads cannot be put together: each must be complete, yours, and for the same proof. None was lost.
sending-put-together = This file is put together from several uploads; it receives nothing more.
sending-expired = This upload is no longer kept. Send the file again.
sending-unavailable = The upload cannot be taken right now. What has arrived is kept; resume in a moment.
sending-not-found = This upload does not exist, or is no longer kept.
sending-locked = Another connection is sending this file. Wait a few seconds, then resume.
sending-wrong-offset = This upload stands at byte { $value }. Resume from there.
sending-wrong-checksum = The checksum does not match what has arrived. This piece was not kept; send it again.
sending-too-long = The upload exceeds the announced size ({ $value } bytes). The excess was not kept.
sending-cut = The upload was interrupted. What has arrived is kept; resume from where it stands.
sending-disk-full = There is no room left to receive this file. What has arrived is kept; tell the operator, then resume.
sending-forgotten = The upload is forgotten.
paused-title = Uploads to resume
paused-progress = { $received } of { $length } received ({ $percent }%), kept until { $until }
paused-how = Choose the same file: the upload goes on from where it stopped.
paused-refused = Received in full, but not deposited yet: a rule refused it.
paused-file = Deposit now
paused-forget = Forget this upload
upload-remaining = { $value } left
upload-resumed = Resumed
lines-search = Search in this text
lines-go = From line
lines-show = Show
lines-found = Found on line { $value }.
lines-not-found = Nothing like it after this line.
lines-set-out = Set out for reading: the line numbers are not those of the file.
lines-above = Previous lines
lines-below = Next lines
entries-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
entries-unpacked = { $value } once unpacked
entries-incomplete = partial list, archive too long or damaged
entries-folder = folder
entries-link = link to another path
entries-encrypted = protected by a password
entries-hint = The archive is read without being unpacked. Download it to see what it holds.
archive-download = Download every piece, with its hash (ZIP)
receipt-pdf = Receipt as PDF
receipt-json = Receipt as JSON
