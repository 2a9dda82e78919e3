from words import words_of


def test_words_are_split():
    assert words_of("one two") == ["one", "two"]
