"""An archive as one file, and back.

form      what the file is: its members, their headers, the manifest
write     from an archive to a backup
read      a backup from beginning to end, every byte verified
restore   from a backup to an archive; verifying one without an archive
disk      files and folders that are whole, private, and on the disk before they are spoken of
"""

from archive.pipeline.backup.form import BadBackup, Contents, MissingOriginal
from archive.pipeline.backup.restore import restore, verify
from archive.pipeline.backup.write import backup

__all__ = ["BadBackup", "Contents", "MissingOriginal", "backup", "restore", "verify"]
