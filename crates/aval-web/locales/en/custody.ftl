# What becomes of deposited files: read again in the background, compared with their hash.

custody-title = Safekeeping of files
custody-text = Each deposited file is read again once a week, in the background, and compared with the hash computed at its deposit.
custody-before = No reading has begun yet.
custody-going = Reading begun on { $started }: { $files } files read, { $octets }.
custody-done = Last reading ended on { $ended }: { $files } files, { $octets }.
custody-well = Every file that was read is intact.
custody-alarm-title = Some deposited files are not what they were
custody-alarm-text = Remove nothing. Check the disk, then put these files back from a backup of the folder of files; depositing the same content again restores it too. The mention goes at the next reading.
custody-fault = Finding
custody-hash = SHA-256
custody-size = Size
custody-since = Found on
custody-missing = Missing file
custody-altered = Changed content
custody-unreadable = Unreadable file
