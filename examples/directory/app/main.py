from words import words_of


def count(event, context):
    return {"words": len(words_of(event["text"]))}
