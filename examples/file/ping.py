def ping(event, context):
    return "pong"
