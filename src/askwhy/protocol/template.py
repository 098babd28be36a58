"""The commented file that a new study begins with: the October of the published experiment.

Accept everybody, wait one day, ask the silent whether they had a reason and what one can do for
them.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from string import Template

from askwhy.protocol.declaration import Protocol
from askwhy.protocol.reading import check

QUESTION = (
    "I’m happy to be part of your network! Did you have a reason to connect with me? "
    "Is there something I can do for you?"
)


def template(name: str, first_day: date, last_day: date, zone: str) -> str:
    """The text of a new protocol file; texts are kept for half a year after it, the rest for two.

    `name` and `zone` are put in as they are; `check` says if they cannot work.
    """
    return _TEXT.substitute(
        name=json.dumps(name, ensure_ascii=False),
        first_day=first_day,
        last_day=last_day,
        zone=json.dumps(zone, ensure_ascii=False),
        question=json.dumps(QUESTION, ensure_ascii=False),
        texts=last_day + timedelta(days=183),
        everything=last_day + timedelta(days=731),
    )


def standard(name: str, first_day: date, last_day: date, zone: str) -> Protocol:
    """The protocol of an untouched new file."""
    found = check(template(name, first_day, last_day, zone))
    assert isinstance(found, Protocol), f"a new file works: {found}"
    return found


_TEXT = Template('''\
# The protocol of one study. Change what you like; then:
#   askwhy study check   tells you in plain sentences what it will do
#   askwhy study lock    fixes it. After that, a changed file is a new study.
# A line that begins with # is a comment and changes nothing.

name = $name

# Two letters each. The first is used where you noted no language for somebody.
# Each arm that asks needs a wording in each of them.
languages = ["en"]

# Whoever asks to connect on one of these days is in the study; both days are whole.
[window]
first_day = $first_day
last_day = $last_day

[acceptance]
accept = "all"            # or "own words": only requests with a note of their own; or "by hand"

[timing]
wait = "1 day"            # from acceptance to the question, for whoever is still silent
wrote_first = "7 days"    # for the report: how long writing of their own accord counts
replied = "14 days"       # for the report: how long an answer counts
canned_counts = false     # whether a one-tap reply, such as "Thanks!", counts as having written

# One group or several. Who comes into which is drawn by chance when the wait is over.
[[arms]]
name = "question"
weight = 1

[arms.wording]            # {first_name} and {name} are filled in; without a name they vanish
en = $question

# A second group that is not asked shows what would have come by itself. Take away the # signs:
# [[arms]]
# name = "no question"
# weight = 1
# asks = false

# A group may have a wait of its own:
# [[arms]]
# name = "later"
# wait = "3 days"
# [arms.wording]
# en = "Hello {first_name}, may I do something for you?"

# Nothing leaves in the quiet hours or on other days, by the clocks of this time zone.
[hours]
zone = $zone
quiet = ["20:00-08:00"]
weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri"]

# For each of your accounts.
[limits]
per_day = 20
per_hour = 5

# Never asked, whatever stands here: who wrote first, to whom you wrote first, who asked not to be
# written to, whom you marked (as a scam, for instance), who was asked before in any study.
[never_ask]
also = []                 # add "known to me" and "had written before" to leave those in peace, too

# Your explanations, written down before you look. A confirmatory one will be tested and must name
# the row of the report that tests it; an exploratory one is only looked at.
[[hypotheses]]
kind = "confirmatory"
says = "Most of the silent answer once they are asked."
figure = "S5"
expects = "more"          # or "fewer"
than = 0.5

[[hypotheses]]
kind = "exploratory"
says = "More than half of the answers name no reason but “in case”."
figure = "S14"

# When askwhy forgets: first what people wrote, then everything about them.
[retention]
texts = $texts
everything = $everything

[ethics]
text = """
I ask people who asked to connect with me, and who then stayed silent, one question, once.
Nobody has to answer, and nothing happens to those who do not. Their words stay on my machine.
I publish counts of at least ten people, never a name. Whoever does not want to be written to,
or to be counted, tells me, and I stop.
"""
''')
