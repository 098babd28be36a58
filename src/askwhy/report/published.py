"""What others have counted, each with its source: figures to stand beside one's own.

Where a source gives counts without an interval, the interval is Wilson's at 95 %.
"""

from __future__ import annotations

from typing import Final

from askwhy.report.model import Published

POST: Final = "a recruiter's blog post, “May I do something for you?”"

THE_POST: Final = (
    Published("A note in own words", "8 % of a month's requests, all accepted", "D", POST),
    Published("Wrote first, once accepted", "6 %; all wanted the recruiter's service", "D", POST),
    Published("Strangers", "92 % were people never heard of before", "D", POST),
    Published("No contact of a contact", "66 %", "D", POST),
    Published("Women", "72 %", "D", POST),
    Published(
        "Answered when asked why, after being accepted",
        "100 % of the Anglo-Saxons, 70 % of the French, 55 % of the Poles; numbers not given",
        "D",
        POST,
    ),
)

OTHERS: Final = (
    Published(
        "Any note with the request",
        "29 % (24–34 %) of 364 requests to one trainer; 24 % (20–29 %) a personal one",
        "D",
        "John Espirian, “LinkedIn connect experiment”, espirian.co.uk, 2020",
    ),
    Published(
        "Answered when asked why, before being accepted",
        "about half stayed silent; about 40 % of those asked wrote that they widen their network",
        "D",
        "Darby Sieben, “Be the 9%: My LinkedIn ‘Request to Connect’ Experiment”, LinkedIn, about "
        "2017",
    ),
    Published(
        "Asked to connect and never wrote",
        "66 % of those who had reached out first never sent one consultant a message",
        "D",
        "Soupthink, “Quality of personal networks depends upon visibility”, soupthink.com, 2019",
    ),
    Published(
        "Strangers' requests accepted",
        "19.3 % (18.3–20.4 %); 59.1 % (57.5–60.7 %) with a friend in common",
        "A",
        "Boshmaf, Muslukhov, Beznosov, Ripeanu, “The Socialbot Network”, ACSAC, 2011 (Facebook)",
    ),
    Published(
        "Whose requests are accepted",
        "about a quarter of some 20,000 by invented profiles; 13 % fewer for Black profiles",
        "A",
        "Evsyukova, Rusche, Mill, “LinkedOut? A Field Experiment on Discrimination in Job Network "
        "Formation”, Quarterly Journal of Economics 140(1), 2025",
    ),
    Published(
        "Does a note help to be accepted?",
        "26.42 % accepted with a note, 26.37 % without, of 16,492 requests",
        "C",
        "Botdog, a vendor of LinkedIn automation, 2026",
    ),
    Published(
        "What a weak tie is worth",
        "among 20 million people, moderately weak ties moved jobs most",
        "A",
        "Rajkumar, Saint-Jacques, Bojinov, Brynjolfsson, Aral, “A causal test of the strength of "
        "weak ties”, Science 377, 2022",
    ),
    Published(
        "Mail left unanswered",
        "a quarter was answered by those with fewer than 100 a day, 5 % by those with more",
        "B",
        "Kooti, Aiello, Grbovic, Lerman, Mantrach, “Evolution of Conversations in the Age of "
        "Email Overload”, WWW, 2015",
    ),
)

PUBLISHED: Final = THE_POST + OTHERS
