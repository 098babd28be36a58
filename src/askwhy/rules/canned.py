"""One-tap replies: what LinkedIn offers as a button, neither own words nor a conversation.

Source: the English replies marked `SEEN` recur, letter by letter, in independent exports, or the
press and LinkedIn's engineers quoted them (ZDNet, Mixpanel's blog, LinkedIn Engineering, 2017 and
2018). LinkedIn publishes no list; the others, and all in the seven other languages, are
`SUPPOSED`: the same replies in the usual words of that language.

Suggested replies that decide or ask something ("Yes, I am", "Sorry, I can't", "What time?") are
left out on purpose: whoever sends one has answered.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from askwhy.rules.greetings import is_name
from askwhy.rules.status import Status
from askwhy.rules.texts import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "2026-11-22.1"

# Longer texts, in characters, are not looked at: the longest reply, a name, some emoji.
LONGEST = 90


class Reply(NamedTuple):
    """One entry of the list. Where `takes_name` a name may follow or go before."""

    language: str
    text: str
    status: Status
    takes_name: bool


def is_canned(text: str) -> bool:
    """Whether the text is a one-tap reply, alone or with emoji and one name around it.

    Emoji alone are one too; an empty text (an attachment, a voice message) is not. Exact after
    folding, where commas, dots and exclamation marks do not count; never fuzzy.
    """
    if len(text) > LONGEST:
        return False
    shown = tidy(text)
    words = _bare(shown)
    if not words:
        return _EMOJI.search(shown) is not None
    lists = _lists()
    if words in lists.alone:
        return True
    if "," not in shown and words.split(maxsplit=1)[0] not in lists.first_words:
        return False
    return not lists.named.isdisjoint(_without_name(_EMOJI.sub(" ", shown)))


@cache
def replies() -> tuple[Reply, ...]:
    """The list, entry by entry."""
    return tuple(
        Reply(language, entry.strip(" \n+"), status, entry.strip().startswith("+"))
        for (language, status), entries in _REPLIES.items()
        for entry in entries.split("|")
    )


class _Lists(NamedTuple):
    """The folded replies, those that take a name, and how these begin."""

    alone: frozenset[str]
    named: frozenset[str]
    first_words: frozenset[str]


@cache
def _lists() -> _Lists:
    alone = frozenset(_bare(reply.text) for reply in replies()) - {""}
    named = frozenset(_bare(reply.text) for reply in replies() if reply.takes_name)
    return _Lists(alone, named, frozenset(text.split()[0] for text in named))


def _bare(text: str) -> str:
    """The folded words without emoji and light punctuation."""
    return fold(_LIGHT.sub(" ", _EMOJI.sub(" ", text)))


def _without_name(text: str) -> Iterator[str]:
    """The folded words before one or two capitalised last ones, or after a name and a comma."""
    words = _LIGHT.sub(" ", text).split()
    for length in (1, 2):
        if is_name(" ".join(words[-length:])):
            yield fold(" ".join(words[:-length]))
    name, comma, rest = text.partition(",")
    if comma and is_name(name.strip()):
        yield _bare(rest)


_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u200d\u20e3]"
    r"|(?<!\S)[:;]'?-?[)D(pP](?!\S)"
)
_LIGHT = re.compile(r"[,.!;…]+")

# A "+" before a reply: a name may stand with it.
_REPLIES = {
    ("en", Status.SEEN): """
        +Thank you | +Thanks | +You're welcome | +Congrats on the new role | +Happy birthday
        | +Thanks for sharing | Sounds good | No problem | Great, thanks | +Congrats | +Nice job
        | Works for me | Sure | 👍
        """,
    ("en", Status.SUPPOSED): """
        +Thank you so much | +Thank you very much | +Thanks so much | +Thanks a lot | +Many thanks
        | +Thank you for connecting | +Thanks for connecting | +Thank you for sharing
        | +Thanks for the connection | +Thanks for the invite | +Thanks for reaching out
        | +Thank you for reaching out | +Thank you for accepting | +Thanks for accepting
        | +You are welcome | +You're very welcome | +Welcome | My pleasure | Likewise
        | +Congratulations | +Congrats on your new role | +Congratulations on your new role
        | +Congratulations on the new role | +Congrats on the new job
        | +Congratulations on your new position | +Congrats on the new position
        | +Congrats on your work anniversary | +Congrats on the work anniversary
        | +Happy work anniversary | +Congrats on the promotion | +Well done | +Great job
        | +Happy birthday to you | +Have a great birthday | +Happy New Year | Same to you
        | +Nice to meet you | +Nice to connect | +Great to connect | +Glad to connect
        | +Nice to connect with you | +Great to connect with you | +Pleased to connect
        | +Hi | +Hello | +Hey | Ok | Okay | Great | Perfect | Cool | Nice | Awesome | Sounds great
        | Looks good | Will do | Got it | Ok, thanks | Ok, thank you | Ok, great | Sure, thanks
        | No worries | Not a problem | You too | You too, thanks | Have a nice day
        | Have a great day | +Good luck
        """,
    ("fr", Status.SUPPOSED): """
        +Merci | +Merci beaucoup | +Un grand merci | +Merci à vous | +Merci à toi | +Mille mercis
        | De rien | Je vous en prie | Je t'en prie | Avec plaisir | +Bienvenue
        | +Félicitations | +Toutes mes félicitations | +Bravo
        | +Félicitations pour votre nouveau poste | +Félicitations pour ton nouveau poste
        | +Félicitations pour ce nouveau poste | +Bravo pour ce nouveau poste
        | +Félicitations pour votre anniversaire professionnel
        | +Joyeux anniversaire | +Bon anniversaire | +Bonne année
        | +Merci pour le partage | +Merci du partage | +Merci d'avoir partagé
        | +Merci pour la connexion | +Merci pour l'invitation | +Merci pour votre invitation
        | +Enchanté | +Enchantée | +Ravi d'être en contact | +Ravie d'être en contact
        | +Bonjour | +Bonsoir | +Salut | D'accord | Ok | Ok, merci | D'accord, merci | Super
        | Parfait | Très bien | Super, merci | Parfait, merci | Ça marche | Ça me va
        | Pas de problème | Pas de souci | Aucun problème | Bien sûr
        | Bonne journée | +Bonne chance | À bientôt
        """,
    ("pl", Status.SUPPOSED): """
        +Dziękuję | +Dzięki | +Dziękuję bardzo | +Bardzo dziękuję | +Dziękuję serdecznie
        | +Dzięki wielkie | +Wielkie dzięki | Proszę | Proszę bardzo | Nie ma za co | +Witam
        | +Witaj | +Gratulacje | +Gratuluję | +Serdeczne gratulacje
        | +Gratulacje z okazji nowej pracy | +Gratuluję nowej pracy | +Gratulacje nowej pracy
        | +Gratuluję nowego stanowiska
        | +Gratulacje z okazji nowego stanowiska | +Gratulacje z okazji rocznicy pracy
        | +Wszystkiego najlepszego | +Wszystkiego najlepszego z okazji urodzin | +Sto lat
        | +Szczęśliwego Nowego Roku | +Dziękuję za udostępnienie | +Dzięki za udostępnienie
        | +Dziękuję za zaproszenie | +Dzięki za zaproszenie | +Dziękuję za przyjęcie zaproszenia
        | +Miło mi | +Miło poznać | +Miło Cię poznać | +Cześć | +Hej | +Dzień dobry
        | Ok | Okej | Dobrze | Świetnie | Super | Jasne | Oczywiście | Brzmi dobrze | Pasuje
        | Mi pasuje | Nie ma problemu | Nie ma sprawy | Ok, dziękuję | Ok, dzięki
        | Super, dzięki | Wzajemnie | Dziękuję, wzajemnie | Miłego dnia | +Powodzenia
        """,
    ("de", Status.SUPPOSED): """
        +Danke | +Vielen Dank | +Danke schön | +Dankeschön | +Danke sehr | +Herzlichen Dank
        | +Besten Dank | Bitte | Gern geschehen | Gerne | Gern | Sehr gerne | Bitte schön
        | Bitte sehr | Keine Ursache | +Willkommen
        | +Glückwunsch | +Herzlichen Glückwunsch | +Gratuliere | +Gratulation
        | +Herzlichen Glückwunsch zur neuen Position | +Glückwunsch zur neuen Position
        | +Herzlichen Glückwunsch zum neuen Job | +Glückwunsch zum neuen Job
        | +Glückwunsch zum Jubiläum | +Herzlichen Glückwunsch zum Jubiläum
        | +Alles Gute | +Alles Gute zum Geburtstag | +Herzlichen Glückwunsch zum Geburtstag
        | +Frohes neues Jahr | +Danke fürs Teilen | +Danke für das Teilen | +Vielen Dank fürs Teilen
        | +Danke für die Vernetzung | +Danke fürs Vernetzen | +Danke für die Einladung
        | +Vielen Dank für die Vernetzung | +Vielen Dank für die Einladung | +Freut mich
        | +Hallo | +Guten Tag | Ok | Okay | Alles klar | Super | Perfekt | Prima | Klar
        | Klingt gut | Hört sich gut an | Passt | Passt für mich | Kein Problem
        | Ok, danke | Super, danke | Alles klar, danke | Ebenso | Danke, ebenso | Gleichfalls
        | Danke, gleichfalls | Schönen Tag | Schönen Tag noch | +Viel Erfolg | +Viel Glück
        """,
    ("es", Status.SUPPOSED): """
        +Gracias | +Muchas gracias | +Mil gracias | +Muchísimas gracias | De nada | Con gusto
        | Con mucho gusto | Un placer | +Bienvenido | +Bienvenida | A ti | Gracias a ti
        | +Felicidades | +Felicitaciones | +Enhorabuena | +Muchas felicidades
        | +Felicidades por el nuevo puesto | +Enhorabuena por el nuevo puesto
        | +Felicidades por tu nuevo puesto | +Enhorabuena por tu nuevo puesto
        | +Felicitaciones por el nuevo cargo | +Felicidades por tu aniversario laboral
        | +Feliz cumpleaños | +Feliz cumple | +Feliz año nuevo | +Feliz año
        | +Gracias por compartir | +Gracias por conectar | +Gracias por la invitación
        | +Gracias por aceptar | +Gracias por aceptar mi invitación | +Mucho gusto | +Encantado
        | +Encantada | +Hola | +Buenos días | +Buenas tardes | Ok | Vale | De acuerdo | Genial
        | Perfecto | Excelente | Claro | Por supuesto | Suena bien | Me parece bien | Me viene bien
        | Sin problema | No hay problema | Ningún problema | Ok, gracias | Vale, gracias
        | Perfecto, gracias | Genial, gracias | Igualmente | Gracias, igualmente | Buen día
        | Que tengas un buen día | +Mucha suerte
        """,
    ("it", Status.SUPPOSED): """
        +Grazie | +Grazie mille | +Molte grazie | +Tante grazie | +Ti ringrazio | +La ringrazio
        | Prego | Di nulla | Di niente | Figurati | Si figuri | Con piacere | Piacere mio
        | +Benvenuto | +Benvenuta | Grazie a te | Grazie a lei
        | +Congratulazioni | +Complimenti | +Auguri | +Tanti auguri | +Bravo | +Brava
        | +Congratulazioni per il nuovo ruolo | +Congratulazioni per il nuovo incarico
        | +Congratulazioni per il nuovo lavoro | +Complimenti per il nuovo ruolo
        | +Congratulazioni per l'anniversario | +Buon compleanno | +Tanti auguri di buon compleanno
        | +Buon anno | +Grazie per la condivisione | +Grazie per aver condiviso
        | +Grazie per il collegamento | +Grazie per l'invito | +Grazie del collegamento
        | +Grazie per aver accettato | +Piacere | +Molto piacere | +Ciao | +Salve | +Buongiorno
        | Ok | Va bene | D'accordo | Ottimo | Perfetto | Certo | Certamente | Mi sembra ottimo
        | Mi va bene | Nessun problema | Non c'è problema | Ok, grazie | Va bene, grazie
        | Perfetto, grazie | Ottimo, grazie | Altrettanto | Grazie, altrettanto
        | Buona giornata | +In bocca al lupo | A presto
        """,
    ("nl", Status.SUPPOSED): """
        +Dank je | +Dank je wel | +Dankjewel | +Dank u | +Dank u wel | +Bedankt | +Heel erg bedankt
        | +Hartelijk dank | +Veel dank | Graag gedaan | Geen dank | Met plezier | +Welkom
        | +Gefeliciteerd | +Proficiat | +Van harte | +Van harte gefeliciteerd
        | +Gefeliciteerd met je nieuwe baan | +Gefeliciteerd met de nieuwe baan
        | +Gefeliciteerd met je nieuwe functie | +Gefeliciteerd met de nieuwe functie
        | +Gefeliciteerd met je jubileum | +Gefeliciteerd met je verjaardag
        | +Fijne verjaardag | +Gelukkige verjaardag | +Gelukkig nieuwjaar
        | +Bedankt voor het delen | +Dank voor het delen | +Bedankt voor de connectie
        | +Bedankt voor de uitnodiging | +Dank voor de uitnodiging | +Bedankt voor het connecten
        | +Aangenaam | +Leuk je te ontmoeten | +Hallo | +Hoi | +Goedemorgen | +Goedemiddag
        | Oké | Ok | Prima | Mooi | Top | Perfect | Zeker | Natuurlijk | Klinkt goed | Lijkt me goed
        | Komt goed | Geen probleem | Geen punt | Ok, bedankt | Oké, bedankt | Prima, bedankt
        | Top, bedankt | Insgelijks | Dank je, insgelijks | Jij ook | Fijne dag
        | Fijne dag nog | +Succes | +Veel succes
        """,
    ("pt", Status.SUPPOSED): """
        +Obrigado | +Obrigada | +Muito obrigado | +Muito obrigada | +Valeu | +Agradeço
        | De nada | Por nada | Imagina | Com prazer | Disponha | O prazer é meu | +Bem-vindo
        | +Bem-vinda | +Parabéns | +Muitos parabéns | +Meus parabéns
        | +Parabéns pelo novo cargo | +Parabéns pelo novo emprego | +Parabéns pela nova função
        | +Parabéns pela nova posição | +Parabéns pelo aniversário de trabalho
        | +Feliz aniversário | +Feliz ano novo | +Obrigado por compartilhar
        | +Obrigada por compartilhar | +Obrigado pela partilha | +Obrigada pela partilha
        | +Obrigado por partilhar | +Obrigada por partilhar | +Obrigado por conectar
        | +Obrigada por conectar | +Obrigado pela conexão | +Obrigada pela conexão
        | +Obrigado pelo convite | +Obrigada pelo convite | +Prazer | +Muito prazer
        | +Olá | +Oi | +Bom dia | +Boa tarde | Ok | Certo | Tudo bem | Ótimo | Perfeito | Claro
        | Com certeza | Combinado | Parece bom | Pode ser | Sem problema | Sem problemas
        | Não tem problema | Ok, obrigado | Ok, obrigada | Perfeito, obrigado | Perfeito, obrigada
        | Igualmente | Obrigado, igualmente | Obrigada, igualmente | Para você também
        | Tenha um bom dia | +Boa sorte
        """,
}
