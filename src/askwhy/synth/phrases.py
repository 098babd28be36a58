"""Sentences that fictional members write, by language; `{given}` and `{owner}` are filled in."""

from __future__ import annotations

QUESTION = (
    "I'm happy to be part of your network! Did you have a reason to connect with me? "
    "Is there something I can do for you?"
)
# The small personal edits of somebody who pastes the same question by hand.
QUESTION_EDITS = (
    "{question}",
    "Hi {given}, {question}",
    "Hello {given}!\n\n{question}",
    "Dear {given},\n{question}\nBest, {owner}",
    "{question} {owner}",
    "{question} :-)",
    "{given}, {question}",
)

CANNED = (
    "Thank you", "Thanks", "You're welcome", "Congrats on the new role!", "Happy birthday!",
    "Thanks for sharing", "Sounds good", "No problem", "👍", "Congrats on your work anniversary!",
)  # fmt: skip

STOCK_NOTES = (
    "I'd like to add you to my professional network on LinkedIn.",
    "Je souhaite vous ajouter à mon réseau professionnel LinkedIn.",
    "Chciałbym dodać Cię do mojej sieci zawodowej na LinkedIn.",
    "Ich möchte Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.",
    "Hi {given}, I'd like to join your LinkedIn network.",
)

NOTES = {
    "en": (
        "We sat at the same table at the {topic} evening and you promised me a book title. {given}",
        "Your post about {topic} made me change a slide an hour before my talk. May we connect?",
        "I am moving into {topic} after nine years in logistics and I read everything you write.",
        "Hello! My cousin rents your old office & told me you know about {topic}.",
        "Two of us in town care about {topic}; that's reason enough to say hello.",
    ),
    "fr": (
        "Bonjour, j'ai assisté à votre table ronde sur {topic} et j'aimerais garder le contact.",
        "Nous avons échangé au salon à propos de {topic} : voici ma demande, comme promis. {given}",
        "Votre article sur {topic} tourne dans toute mon équipe. Merci, et à bientôt j'espère !",
        "Je prépare un dossier sur {topic}\net votre regard m'intéresse beaucoup.",
    ),
    "pl": (
        "Dzień dobry, słuchałam Pani wystąpienia o {topic} i chętnie zostanę w kontakcie.",
        "Rozmawialiśmy w pociągu o {topic}, pamięta Pani? Pozdrawiam, {given}",
        "Szukam kogoś, kto zna się na {topic} od kuchni. Będę wdzięczny za przyjęcie.",
    ),
    "de": (
        "Guten Tag, wir haben beim Seminar kurz über {topic} gesprochen. Viele Grüße, {given}",
        "Ihr Beitrag zu {topic} hängt bei uns in der Teeküche. Das wollte ich Ihnen sagen.",
    ),
}
TOPICS = {
    "en": ("cold chains", "pay gaps", "night shifts", "beekeeping apps", "tender law",
           "river ports", "onboarding", "open data", "ceramic glazes", "school meals"),
    "fr": ("la logistique du froid", "l'alternance", "les tiers-lieux", "la paie", "le bocage",
           "l'écoconception", "la marque employeur"),
    "pl": ("łańcuchach dostaw", "pracy zdalnej", "kolejach lokalnych", "kadrach", "ceramice",
           "otwartych danych"),
    "de": ("Schichtplänen", "Lehrstellen", "Lieferketten", "Vergaberecht", "offenen Daten"),
}  # fmt: skip

OPENERS = {
    "en": (
        "Thank you for accepting, {given} here from the {topic} side of things.",
        "Good to be connected. I have a question about {topic}, if you have a minute.",
        "Hi {owner}, are you still working on {topic}?",
        "I saw that we both know a little about {topic} & wondered how you got into it.",
    ),
    "fr": (
        "Merci d'avoir accepté. Je travaille sur {topic} et je cherche des avis francs.",
        "Bonjour {owner}, auriez-vous dix minutes pour parler de {topic} ?",
        "Ravie d'échanger avec vous, surtout au sujet de {topic}.",
    ),
    "pl": (
        "Dziękuję za przyjęcie. Mam krótkie pytanie o {topic}... gdzie szukać danych?",
        "Dzień dobry, czy nadal zajmuje się Pani tematem? Myślę o {topic}.",
        "Miło mi, widzę, że oboje piszemy o {topic}.",
    ),
    "de": (
        "Danke fürs Annehmen! Ich hätte eine Frage zu {topic}.",
        "Hallo {owner}, arbeiten Sie noch an {topic}?",
    ),
}
TALK = {
    "en": (
        "That is kind of you.", "I will send the file on {day}.", "Could we move it to {day}?",
        "The part about {topic} was new to me.", "My colleague would say the opposite.",
        "What do you think?", "We tried it once and it rained all day.", "Let me ask around.",
        "I owe you a coffee for that.", "Do you know anybody in {topic}?",
        "See you on {day}, then.",
        "It took longer than expected, sorry.", "The train was late again.",
        "Our budget ends in June.", "I have never seen it done better.", "Which page is it on?",
        "They quoted £{number} for it.", "Number {number} on the list is mine.",
    ),
    "fr": (
        "C'est très aimable.", "Je vous envoie le document {day}.", "Peut-on décaler à {day} ?",
        "Le passage sur {topic} m'a surprise.", "Qu'en pensez-vous ?", "Je me renseigne.",
        "Le devis est de {number} €, c'est trop.", "Désolé du retard.", "À {day} alors.",
        "Connaissez-vous quelqu'un dans ce domaine ?", "Il a plu toute la journée.",
        "J'en parle à l'équipe.", "C'est noté.", "La salle {number} est libre.",
    ),
    "pl": (
        "To bardzo miłe.", "Wyślę plik w {day}.", "Czy możemy przełożyć na {day}?",
        "Fragment o {topic} był dla mnie nowy.", "Co Pani sądzi?", "Popytam.",
        "Wycena to {number} zł, za dużo.", "Przepraszam za zwłokę.", "Do zobaczenia.",
        "Zna Pani kogoś z tej branży?", "Cały dzień padało.", "Zapytam w zespole.",
        "Sala {number} jest wolna.",
    ),
    "de": (
        "Das ist sehr freundlich.", "Ich schicke die Datei am {day}.", "Geht es auch am {day}?",
        "Was meinen Sie?", "Ich frage einmal herum.", "Das Angebot liegt bei {number} Euro.",
        "Entschuldigung für die Verspätung.", "Wir haben es einmal versucht.", "Bis {day}!",
        "Raum {number} ist frei.",
    ),
}  # fmt: skip
DAYS = {
    "en": ("Monday", "Tuesday", "Thursday", "Friday"),
    "fr": ("lundi", "mardi", "jeudi", "vendredi"),
    "pl": ("poniedziałek", "wtorek", "czwartek", "piątek"),
    "de": ("Montag", "Dienstag", "Donnerstag", "Freitag"),
}
REPLIES = {
    "en": (
        "Oh, hello. Nothing special really, just in case I look for something one day.",
        "To be honest I connect with everybody in {topic}. No particular reason.",
        "Actually yes: do you know of an opening in {topic}?",
        "We offer training in {topic}. May I send you our prices?",
        "Ha, good question. I liked your profile, that is all.",
    ),
    "fr": (
        "Bonjour, euh, rien de précis, c'est au cas où j'aurais besoin de vous plus tard.",
        "Je développe mon réseau, tout simplement.",
        "Oui, je cherche un poste dans {topic}, si vous entendez parler de quelque chose.",
        "Pas de raison particulière, pardon si je dérange.",
    ),
    "pl": (
        "Dzień dobry, właściwie nic konkretnego, może kiedyś się przyda.",
        "Buduję sieć kontaktów, stąd zaproszenie.",
        "Szukam pracy, myślę o {topic}. Gdyby Pani coś słyszała, będę wdzięczna.",
    ),
    "de": (
        "Guten Tag, nichts Bestimmtes, nur für später vielleicht.",
        "Ich suche tatsächlich etwas und dachte an {topic}.",
    ),
}
THANKS_BACK = {
    "en": "Thank you for your answer, {given}. I will keep it in mind.",
    "fr": "Merci de votre réponse, {given}. Je la garde en tête.",
    "pl": "Dziękuję za odpowiedź. Będę pamiętać.",
    "de": "Danke für die Antwort, {given}. Ich behalte es im Kopf.",
}
SPONSORED = (
    (
        '<p class="spinmail-quill-editor__spin-break">Hi {given}, your seat is waiting: '
        "{topic}.</p><p>Register &amp; save 20&#37;.</p>"
    ),
    "Discover our certified course on {topic}: seats are limited.",
)
SPAM = "Limited offer: 10,000 verified leads in {topic} for $49. Reply STOP to stop."
DRAFT = "I meant to write to you about {topic} and then"
COACH = "Tell me what you would like to practise today, and I will suggest three exercises."
GROUP_TITLES = ("Reading circle", "Fair stand B14", "Alumni dinner, autumn")
