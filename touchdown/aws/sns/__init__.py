"""SNS: topics.

topic.py       the type: its fields, and the calls that make, change and delete a topic
attributes.py  fields as attributes, which are texts, and written one by one
service.py     what is known of the service, as data: waits, error codes, corrections
"""

from touchdown.aws.sns.topic import Topic

__all__ = ["Topic"]
