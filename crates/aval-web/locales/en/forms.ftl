# Fields, input errors, file uploads.

form-required = required
form-required-note = Fields marked with an asterisk are required.
form-errors-title = { $count ->
    [one] One answer needs correcting
   *[other] { $count } answers need correcting
}
form-errors-kept = Nothing was lost: your answers are kept below.
form-error-prefix = Error:
form-choose = Choose an answer
form-save = Save
form-send = Send
form-date-hint = For example 24/11/2026
form-draft-restored = Your unsaved answers were found on this computer.
form-draft-discard = Forget these answers
form-file-drop = Drop your files here
form-file-or = or choose them on your computer
form-file-max = Maximum size per file: { $value }.
upload-start = Upload
upload-waiting = Waiting
upload-sending = Uploading
upload-paused = Paused
upload-done = Received
upload-failed = Upload failed
upload-cancelled = Cancelled
upload-pause = Pause
upload-resume = Resume
upload-retry = Try again
upload-cancel = Cancel
upload-too-large = This file exceeds the maximum size.
upload-empty = This file is empty.
upload-network = The connection was lost. Check the network, then try again.
upload-session = Your session has expired. Sign in in another tab, then try again.
upload-all-done = All files were received.
upload-list = Chosen files
