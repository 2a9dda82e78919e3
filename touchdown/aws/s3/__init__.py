"""S3: buckets, and the files in them.

    bucket.py      the type of buckets: its fields, and the calls that make, change and delete a bucket
    file.py        the type of files in buckets, likewise
    service.py     what is known of the service, as data: waits, error codes
    live.py        a file as it is there, read
    settings.py    a bucket's settings: the call that reads each, and the call that writes it
    content.py     the declared content of a file, known by its SHA-256
    checksum.py    compares that content with an object, by S3's own checksum
    upload.py      putting a file into a bucket, in parts where it is big
    location.py    the place of an object, and the owner that its bucket must have
    index.py       the object in a bucket that lists our keys
    belonging.py   enters files in the index, and finds those that are no longer declared
    objects.py     all objects in a bucket, for when it is deleted
    shared.py      the bucket for packages that are too large for a call
    unreadable.py  buckets that can't be read
    operations.py  the operations that buckets and files call, for permissions
    unsupported.py the members of S3's API that no field has, with reasons

Public is what `__all__` names.
"""

from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.file import File

__all__ = ["Bucket", "File"]
