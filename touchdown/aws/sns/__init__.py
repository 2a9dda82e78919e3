"""SNS: topics, and their subscriptions.

topic.py               the type: its fields, and the calls that make, change and delete a topic
subscription.py        the same of subscriptions
subscribers.py         which subscriptions of a topic are ours
subscription_rules.py  what AWS would refuse of a subscription
endpoints.py           what a subscription sends to, and the name that this gives it
attributes.py          fields as attributes, which are texts, and written one by one
default_policy.py      the policy that AWS gives a topic
service.py             what is known of the service, as data: waits, error codes, corrections
"""

from touchdown.aws.sns.topic import Topic

__all__ = ["Topic"]
