"""Polish."""

from askwhy.rules.phrases import Phrases

POLISH = Phrases(
    language="pl",
    asking=r"""
        prosze|bardzo prosze|uprzejmie prosze|prosze (cie|pana|pani|was)|blagam|mozesz|moglbys
        |moglabys|(moze|moglby|moglaby) (pan|pani)|lepiej
        """,
    words=r"""
        me = do mnie|do nas
        more = juz|wiecej|nigdy|tego|takich|tych|swoich|zadnych|kolejnych|mi|nam
        mail = wiadomosci|mail(i|e|ow)|oferty?|zaproszen(ia)?|spamu|sms(-ow|-y)?|propozycji
        till = przed|dzis|dzisiaj|teraz|jutro|w (weekend|nocy|niedziele)|po (angielsku|polsku)
        |tak|dopoki|na pan|per pan|zbyt
        """,
    phrases=r"""
        nie pisz(cie)? ({more} )*({me})
        nie pisz(cie)? (mi |nam )?(juz|wiecej|nigdy wiecej)
        nie pisz(cie)?( prosze)? $
        ({me}) ({more} )*nie pisz(cie)?
        ~ ({more} )*({me}) ({more} )*nie pisac
        ~ ({more} )*nie pisac ({more} )*({me})
        ~ ({more} )*nie pisac( wiecej| juz)? $
        ~ (juz |wiecej )+nie pisac
        niech (pan|pani|panstwo) ({more} )*(do mnie |do nas )?({more} )*nie pisz(e|a)( {me}
        | wiecej| juz)*
        (przestan
        |przestancie) (prosze )?(do mnie |do nas |mi |nam |mnie |ze mna )?(sie )?(ze mna )?(pisac
        |wysylac|przysylac|kontaktowac|spamowac|nekac|zaczepiac|meczyc|wypisywac)
        ~ przestac (do mnie |do nas |mi |nam |mnie )?(pisac|wysylac|przysylac|spamowac|nekac)
        ~ przestac $
        niech (pan|pani|panstwo) przestan(ie|a) (do mnie |do nas |mi |nam |mnie )?(pisac|wysylac
        |przysylac|spamowac|nekac)
        ~ zaprzestac (kontaktu|kontaktow|pisania|wysylania|przysylania)
        prosze o (zaprzestanie|niekontaktowanie|nieprzysylanie|niewysylanie|niepisanie)
        nie odzywaj(cie)? sie (juz|wiecej|do mnie)
        ~ (juz |wiecej |sie |do mnie )*nie odzywac( sie)?( juz| wiecej| do mnie)? $
        skoncz(cie)? (do mnie )?(pisac|wysylac|spamowac)
        nie kontaktuj(cie)? sie ({more} )*(ze mna|z nami)
        nie kontaktuj(cie)? sie (juz|wiecej)
        ~ (juz |wiecej |sie |ze mna |z nami )*nie kontaktowac( sie)?
        nie zycze sobie (\w+ )?({more} )*(kontaktu|{mail}|pisania|takich|tego typu)
        nie chce ({more} )*(otrzymywac|dostawac|czytac) (\w+ )?({more} )*{mail}
        nie chce (wiecej|juz|zadnych|takich|tych) ({more} )*{mail}
        nie chce,? (zebys|zeby|aby|abys) (\w+ )?{me} (pisal|pisala|pisano)
        nie (wysylaj|przysylaj)(cie)?( mi| nam)? ({more} )*{mail}
        ~ (mi |nam |juz |wiecej )*nie (wysylac|przysylac) ({more} )*{mail}
        (daj|dajcie|dac) mi (\w+ )?spokoj
        (zostaw|zostawcie|zostawic) (mnie|nas) w spokoju
        nie zawracaj(cie)? mi (glowy|gitary)
        ~ (mi |mnie )?nie (przeszkadzac|niepokoic|nekac|zaczepiac)( mi| mnie)?
        (odczep|odczepcie|odwal|odwalcie|odpieprz) sie
        (wypisz|usun|skresl|wypisac|usunac|skreslic) (mnie|moje dane|moj adres|moj numer)
        ~ (mnie|moje dane) (wypisac|usunac|skreslic) z
        prosze o (wypisanie|usuniecie) (mnie|moich danych|moich)
        chce (sie )?wypisac( sie)?
        (mowilem|mowilam|prosilem|prosilam)[ ,]+(\w+[ ,]+)?(zebys|zeby
        |o to zeby) (\w+ )?(do mnie )?(juz |wiecej )?nie pis\w+
        (cofam|wycofuje) (moja )?zgode
        sprzeciwiam sie przetwarzaniu
        (spadaj|spieprzaj|spadajcie|goncie sie) $
        """,
    never=r"""
        (do mnie )?nie pis\w+( do mnie| mi| pan| pani)? ({till})
        nie kontaktowac (sie )?(ze mna )?({till})
        (on|ona|szef|klient|klientka|ktos) (mi )?(powiedziala?|napisala?|mowi
        |odpisala?)[ ,:]*(zeby )?(prosze )?(nie|przestan|daj|do mnie nie).*
        """,
    alone=r"""
        stop|prosze nie pisac|wypisz|wypisz mnie|wypisuje sie|dosc|dosyc|prosze mnie usunac
        |usun mnie|rezygnuje z subskrypcji|prosze przestac|przestan|przestan prosze|nie piszcie
        """,
    anchors="""
        cofa czyt dosc dost dosy gonc kont mail mowi neka niek niep niew odcz odpi odwa odzy
        ofer otrz pisa pisy pisz prop pros prze przy rezy skon skre sms smso spad spam spie spok
        sprz usun wiad wyco wypi wysy zacz zapr zawr zycz
        """,
)
