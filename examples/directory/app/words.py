def words_of(text):
    return text.split()
