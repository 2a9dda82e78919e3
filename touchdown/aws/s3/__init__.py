"""S3: buckets, and the files in them.

    bucket.py      the type of a bucket, and what is called to make, change and delete one
    file.py        the type of a file in it, likewise
    service.py     what is known of the service, as data: waits, error codes
    live.py        a file as it is there, read
    settings.py    a bucket's settings: the call that reads each, and the call that writes it
    content.py     what a file shall hold, known by its SHA-256
    checksum.py    whether an object holds that content, by S3's own checksum
    upload.py      putting a file into a bucket, in parts where it is big
    location.py    where an object lies, and whose bucket that must be
    index.py       the object in a bucket that tells which keys are ours
    belonging.py   which files are ours: entering them there, and finding those that are no longer declared
    objects.py     all that lies in a bucket, for when it is deleted
    unsupported.py the members of S3's API that no field has, with reasons

Public is what `__all__` names.
"""

from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.file import File

__all__ = ["Bucket", "File"]
