import json
from pathlib import Path

PRICES = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))


def price_of(item):
    return PRICES[item]
