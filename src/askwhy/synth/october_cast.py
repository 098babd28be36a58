"""The fifty fictional people who asked to connect in the demonstration's October.

Every person, note and answer is invented. The counts they add up to are those of the fifty-person
reading of the published percentages; `october.py` says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sphere = Literal["Anglo-Saxon", "French", "Polish"]
LANGUAGE: dict[Sphere, str] = {"Anglo-Saxon": "en", "French": "fr", "Polish": "pl"}


@dataclass(frozen=True, slots=True)
class Guest:
    """One who asked to connect, and what the owner noted down about them."""

    name: str
    sphere: Sphere
    gender: Literal["woman", "man"]
    known: Literal["known", "heard of", "never"] = "never"
    mutual: bool = False
    note: str = ""
    opener: str = ""
    reply: str = ""
    reason: str = ""
    scam: str = ""


CASE, JOB, THANKS = "network only", "job-seeking", "thanks only"
ADVANCE_FEE = (
    "Dear Madam Vauquois,\n\nI am barrister to the late Engineer Anselm Vauquois, who perished "
    "with all his family in a ballooning accident. He left nine million four hundred thousand "
    "pounds in a private bank and no next of kin. As you bear the same family name, I only need "
    "you to sign an official statement that you are his cousin, and we shall share the funds "
    "60/40. Please keep this strictly confidential and answer to my private mail with your full "
    "name, address and bank details. It is very urgent.\n\nYours in trust"
)

ANGLO_SAXON = (
    Guest(
        "Briony Merriweather", "Anglo-Saxon", "woman", mutual=True, reason="recruiting",
        opener="Hello Celestyna, thanks for accepting. We are opening a small office in Gdynia "
        "and need somebody to find us an office manager. Is that something you take on?",
    ),
    Guest(
        "Tamsin Fallowfield", "Anglo-Saxon", "woman", known="heard of", mutual=True,
        note="Hi Celestyna, you moderated the panel on returning to work last spring and I asked "
        "the awkward question at the end. I would like to stay in touch.",
        reply="Oh gosh, hello! Sorry, I never know what to write here. I suppose I hoped you could "
        "tell me whether my CV makes any sense after a six-year break.",
        reason="advice",
    ),
    Guest(
        "Verity Hathersedge", "Anglo-Saxon", "woman",
        reply="Hi, um, no reason as such. I thought it might be useful to know a recruiter, in "
        "case things change at my place one day.",
        reason=CASE,
    ),
    Guest(
        "Philippa Mossworth", "Anglo-Saxon", "woman",
        reply="Hello, that's a bit embarrassing, I clicked through a whole list. Well... just "
        "growing my network, nothing in mind for now.",
        reason=CASE,
    ),
    Guest(
        "Jasper Ironbridge", "Anglo-Saxon", "man", mutual=True,
        reply="Hi Celestyna, er, since you ask: we sell interview scheduling software, and I was "
        "going to pitch it to you at some point. Sorry, is now a bad time?",
        reason="selling",
    ),
    Guest(
        "Rowan Ravenscar", "Anglo-Saxon", "man",
        reply="Good question, nobody ever asks. I might be looking around next year, I'm not "
        "really sure for what. Anything, I guess?",
        reason=JOB,
    ),
    Guest(
        "Gareth Quillfeather", "Anglo-Saxon", "man", mutual=True,
        reply="Ah, hello. I run a small meet-up and vaguely thought you could perhaps come and "
        "speak. I should have said so, sorry for being odd about it.",
        reason="collaboration",
    ),
    Guest(
        "Edmund Pennyworthy", "Anglo-Saxon", "man", reply=ADVANCE_FEE, reason="other",
        scam="advance fee",
    ),
)  # fmt: skip

FRENCH = (
    Guest(
        "Héloïse Chantereine", "French", "woman", mutual=True, reason=JOB,
        opener="Bonjour Celestyna, merci d'avoir accepté. Je cherche un poste de responsable "
        "paie à Lille et j'aimerais vous confier ma candidature.",
    ),
    Guest(
        "Solène Dubocage", "French", "woman", known="known", mutual=True,
        note="Bonjour Celestyna, nous étions voisines de table au dîner des anciens, vous m'avez "
        "parlé de Sopot toute la soirée !",
        reply="Oh, c'est gentil de demander... Non, rien de spécial, c'était juste pour garder un "
        "lien, au cas où.",
        reason=CASE,
    ),
    Guest(
        "Corentin Lavandin", "French", "man", mutual=True,
        note="Bonjour, je quitte l'enseignement après douze ans et votre article m'a donné envie "
        "de vous suivre.",
        reply="Bonjour, euh, je suis un peu gêné. Je cherche à me reconvertir, mais je ne sais "
        "pas encore vers quoi. Si vous avez une idée...",
        reason=JOB,
    ),
    Guest(
        "Bérénice Fontclaire", "French", "woman",
        reply="Bonjour, pas de raison précise, je me suis dit que cela pourrait servir un jour.",
        reason=CASE,
    ),
    Guest(
        "Maëlys Grandpré", "French", "woman",
        reply="Euh, bonjour ! Honnêtement je ne sais plus. Peut-être pour plus tard, si je "
        "change de poste.",
        reason=CASE,
    ),
    Guest(
        "Flavie Marjolaine", "French", "woman", mutual=True,
        reply="Je développe mon réseau, voilà tout, pardon si cela vous a surprise.",
        reason=CASE,
    ),
    Guest(
        "Perrine Sablonnière", "French", "woman",
        reply="Bonjour, c'est délicat à dire, mais on ne sait jamais de qui on aura besoin, "
        "n'est-ce pas ?",
        reason=CASE,
    ),
    Guest(
        "Zélie Tournebride", "French", "woman",
        reply="Ah, je ne m'attendais pas à la question. Rien de concret, c'est en prévision.",
        reason=CASE,
    ),
    Guest(
        "Isaure Rocheplate", "French", "woman",
        reply="Bonjour Madame, rien pour le moment, je me permettrai de revenir vers vous si "
        "l'occasion se présente.",
        reason=CASE,
    ),
    Guest(
        "Quitterie Virevolte", "French", "woman", mutual=True,
        reply="Hum, disons que vous êtes dans le recrutement et que cela peut toujours aider. "
        "Voilà, c'est dit.",
        reason=CASE,
    ),
    Guest(
        "Noémie L'Hirondelle", "French", "woman",
        reply="Bonjour, oui, enfin... je suis en recherche d'emploi, je n'osais pas l'écrire.",
        reason=JOB,
    ),
    Guest(
        "Théodore Boisjoli", "French", "man",
        reply="Bonjour, je suis à l'écoute du marché, sans trop savoir quoi vous demander.",
        reason=JOB,
    ),
    Guest(
        "Ursuline Noirétable", "French", "woman", mutual=True,
        reply="Oh, merci pour votre message, c'est rare. Je ne sais pas trop quoi ajouter.",
        reason=THANKS,
    ),
    Guest(
        "Aurèle Quatrebarbes", "French", "man", mutual=True,
        reply="Bonjour, puisque vous demandez, hum, notre cabinet propose des bilans de "
        "compétences. Puis-je vous envoyer une plaquette, ou est-ce malvenu ?",
        reason="selling",
    ),
    Guest(
        "Élodie Pâquerette", "French", "woman",
        reply="Bonjour, je pensais, enfin peut-être, à un projet d'atelier commun, mais c'est "
        "encore très flou.",
        reason="collaboration",
    ),
    Guest("Delphine Aubépine", "French", "woman"),
    Guest("Yolaine Jolibois", "French", "woman"),
    Guest("Capucine D'Argelès", "French", "woman"),
    Guest("Léandre Mirebeau-Vif", "French", "man"),
    Guest("Mathurine Vauquelle", "French", "woman", mutual=True),
    Guest("Garance Sautemouche", "French", "woman", mutual=True),
)  # fmt: skip

POLISH = (
    Guest(
        "Grażyna Dąbrowicz-Sad", "Polish", "woman", mutual=True, reason=JOB,
        opener="Dzień dobry Pani Celestyno, dziękuję za przyjęcie. Po przeprowadzce szukam pracy "
        "w kadrach w Trójmieście. Czy mogłabym przesłać CV?",
    ),
    Guest(
        "Halina Kłosowiak", "Polish", "woman", known="known", mutual=True,
        note="Celu, to ja, Halina z III c! Trzydzieści lat minęło, a uśmiech na zdjęciu ten sam.",
        reply="Ojej, aż mi głupio. Nic konkretnego, po prostu może się kiedyś przyda taki kontakt.",
        reason=CASE,
    ),
    Guest(
        "Radosława Malinogórska", "Polish", "woman",
        reply="Dzień dobry, szczerze mówiąc bez powodu, tak na przyszłość.",
        reason=CASE,
    ),
    Guest(
        "Jagoda Wrzosiska", "Polish", "woman",
        reply="Dzień dobry, hm, buduję sieć kontaktów. Nie mam teraz żadnej sprawy.",
        reason=CASE,
    ),
    Guest(
        "Bogna Szczygłowiak", "Polish", "woman", known="heard of",
        reply="Trochę mi niezręcznie, ale pomyślałam, że znajomość z rekruterką nie zaszkodzi.",
        reason=CASE,
    ),
    Guest(
        "Nadzieja Łąkotna", "Polish", "woman",
        reply="Przepraszam, nie wiedziałam, że trzeba mieć powód. Może kiedyś będę szukać zmiany.",
        reason=CASE,
    ),
    Guest(
        "Kazimierz Brzozogaj", "Polish", "man", mutual=True,
        reply="Dzień dobry. No cóż, nic pilnego. Na wszelki wypadek.",
        reason=CASE,
    ),
    Guest(
        "Dobromir Piaskowiec", "Polish", "man",
        reply="Witam, właściwie to nie wiem, co odpowiedzieć. Kontakty zawsze się przydają.",
        reason=CASE,
    ),
    Guest(
        "Elżbieta Rzepichowska", "Polish", "woman",
        reply="Dzień dobry, tak... szukam pracy od lata, tylko trudno o tym pisać.",
        reason=JOB,
    ),
    Guest(
        "Świętosława Zawierzba", "Polish", "woman",
        reply="Dzień dobry, rozglądam się za czymś nowym, ale jeszcze nie wiem, za czym.",
        reason=JOB,
    ),
    Guest(
        "Lidia Źdźbłowska", "Polish", "woman", mutual=True,
        reply="Bardzo dziękuję za miłą wiadomość, aż nie wiem, co napisać.",
        reason=THANKS,
    ),
    Guest(
        "Przemysław Trzcinowiec", "Polish", "man",
        reply="Dzień dobry, hmm, może Pani doradzi, czy w moim wieku warto jeszcze robić "
        "podyplomówkę? Głupio mi pytać.",
        reason="advice",
    ),
    Guest("Urszula Gęsiorek", "Polish", "woman"),
    Guest("Żaneta Ćwiklińska-Łąk", "Polish", "woman"),
    Guest("Teofila Niezapominaj", "Polish", "woman"),
    Guest("Zdzisława Żurawinek", "Polish", "woman"),
    Guest("Cecylia Olszewniak", "Polish", "woman"),
    Guest("Wanda Jabłonowicz", "Polish", "woman"),
    Guest("Mieszko Świerkocki", "Polish", "man"),
    Guest("Olgierd Wierzbogaj", "Polish", "man"),
    Guest("Ignacy Szuwarek", "Polish", "man"),
)  # fmt: skip

CAST = (*ANGLO_SAXON, *FRENCH, *POLISH)

THANKED = {
    "en": (
        "Thank you for being frank, {given}. Let me think about who could help.",
        "That is a perfectly good answer, {given}. Write when the day comes.",
    ),
    "fr": (
        "Merci de votre franchise, {given}. Dites-moi simplement quand ce sera plus clair.",
        "C'est une réponse honnête, {given}. Je reste à portée de message.",
    ),
    "pl": (
        "Dziękuję za szczerość. Proszę pisać, gdy przyjdzie pora.",
        "To uczciwa odpowiedź, dziękuję. Będę pamiętać.",
    ),
}
"""What the owner wrote back to most of those who answered."""

SERVED = {
    "en": "With pleasure, {given}. Shall we speak on Thursday at ten?",
    "fr": "Avec plaisir, {given}. Pouvons-nous en parler jeudi à dix heures ?",
    "pl": "Bardzo proszę przesłać, odezwę się w czwartek.",
}
"""What the owner wrote back to those who wrote first."""
