"""German."""

from askwhy.rules.phrases import Phrases

GERMAN = Phrases(
    language="de",
    asking=r"""
        bitte|ich bitte (sie|dich)|(konnen|konnten|koennen|koennten|wurden|wuerden) sie|(kannst
        |konntest|koenntest) du|also|einfach|danke aber|sorry aber
        """,
    words=r"""
        unasked = (mit {mail}|({me} )?(\w+ )?(zu {write}|anzuschreiben)|{me} {mail} zu (schicken
        |senden))
        please = bitte
        me = mir|mich|uns
        more = mehr|wieder|nochmal|noch einmal|weiter|nie wieder
        imperative = schreib(e|t)?|schreiben sie|kontaktier(e|t)?|kontaktieren sie|stor(e|t)?
        |storen sie|stoer(e|t)?|stoeren sie|belastig(e|t)?|belastigen sie|belaestigen sie
        |behellig(e|t)?|behelligen sie|kontaktiere
        write = schreiben|anschreiben|anzuschreiben|kontaktieren|stoeren|storen|belastigen
        |belaestigen|behelligen|melden
        mail = nachricht(en)?|e-mails?|mails?|anfragen?|werbung|spam|angebote|kontaktversuche
        |kontaktaufnahmen?|kontakt|einladungen|dms?
        such = weiteren?|weiterer|solchen?|ihre|deine|diese|irgendwelche|unerwunschten?
        later = vor|heute|jetzt|morgen|bis|so|am (wochenende|sonntag|abend)|nachts|wahrend
        |waehrend|diese woche|nachste woche|auf englisch|ab|gut
        """,
    phrases=r"""
        ~ {imperative} {me} ({please} )?(nicht|nie) {more}
        ~ {imperative} {me} ({please} )?nicht $
        ~ {imperative} {please} {me} (nicht|nie)( {more})?
        ~ ({me} )?({please} )?nicht {more} (zu )?{write}
        ~ ({me} )?nicht {write}
        ~ (ho(e)?re?|hort|hoert|horen sie|hoeren sie) ({please} )?(endlich )?auf,? {unasked}
        ~ (auf(zu)?horen|auf(zu)?hoeren),? {unasked}
        ~ (lass|lasse|lasst|lassen sie) ({please} )?(mich|uns) (\w+ )?(\w+ )?in (ruhe|frieden)
        ~ (mich|uns) in (ruhe|frieden) (zu )?lassen
        ~ keine? ({such} )*{mail}( mehr)?( schicken| senden| an mich)?( bitte| danke)? $
        ~ (schick|schicke|schickt|schicken sie|send|sende|sendet|senden sie) (mir
        |uns) ({please} )?keine? ({such} )*{mail}
        ich (mochte|moechte|will|wunsche|wuensche) (bitte )?(keine?n?) ({such} )*{mail}
        ich (mochte|moechte
        |will) (bitte )?nicht ({more} )?(von ihnen |von dir |weiter )?(kontaktiert
        |angeschrieben|belastigt|gestort) werden
        ich (mochte|moechte|will) nicht,? dass (sie|du) (mir|mich) (\w+ )?(schreib(en|st)
        |kontaktier(en|st))
        ich (mochte|moechte|will) (mich )?(abmelden|abbestellen|austragen)
        ~ (melde|melden sie|trag|trage|tragen sie) mich ({please} )?(aus|ab)
        ~ (nimm|nehmen sie|streich|streiche|streichen sie|entfern|entferne|entfernen sie|losch
        |losche|loschen sie) (mich|meine (adresse|nummer)) ({please} )?(von|aus) (\w+ )+?(liste
        |verteiler|kontakten|netzwerk|datenbank|listen)
        ~ mich (von|aus) (\w+ )+?(liste|verteiler|datenbank) (nehmen|streichen|loschen|entfernen)
        ~ (losch|losche|loschen sie|loesche|loeschen sie) ({please} )?(alle )?meine (daten
        |kontakte
        |kontaktdaten)
        ~ (unterlass|unterlasse|unterlassen sie) ({please} )?(es|das|jede|jegliche|weitere|diese)
        ~ (sehen sie )?({please} )?von ({such} )+{mail} (ab|absehen|abzusehen)
        ~ (melde dich|melden sie sich) ({please} )?(bei mir )?nicht {more}
        ~ {imperative} {me} ({please} )?nicht an
        ich (mochte|moechte|will) nichts mehr von (ihnen|dir|euch) horen
        ~ (verschone|verschonen sie) mich
        (habe ich|ich habe|ich hab) (ihnen|dir|sie|dich) (doch |schon |bereits )?(gesagt
        |gebeten),? (sie sollen |du sollst |\w+ )?(mir |mich )?nicht ({more} )?(zu )?(schreiben
        |anzuschreiben
        |kontaktieren)
        ich (widerrufe|ziehe) (hiermit )?meine (einwilligung|zustimmung)
        ich widerspreche (hiermit )?der (verarbeitung|nutzung|speicherung)
        ~ (verpiss dich|hau ab|zieh leine) $
        """,
    never=r"""
        {imperative} ({please} )?{me} ({please} )?nicht ({later})
        in (ruhe|frieden) (\w+ )?(nachdenken|uberlegen|arbeiten|lesen|prufen|machen|besprechen)
        nicht {write},? (\w+ )?(vor|bis|heute|jetzt|morgen)
        (er|sie|chef|kunde|jemand) (hat |sagte?|meinte?|schreibt|schrieb)(mir )?(gesagt
        |geschrieben)?[ ,:]*(bitte )?(schreib|kontaktier|lass|hor|nicht).*
        """,
    alone=r"""
        stop|stopp|hor auf|horen sie auf|horen sie bitte auf|stop bitte|bitte stop|bitte stopp
        |abmelden|bitte abmelden|abbestellen
        |bitte nicht|austragen|bitte austragen|schreib mir nicht|keine nachrichten mehr
        """,
    anchors="""
        abbe abme anfr ange ansc anzu aufh aufz aust behe bela dm dms einl emai entf gebe gesa
        gest hau hoer hor hore hort kont lass loes losc mail meld nach nehm nimm schi schr send
        spam stoe stop stor stre trag unte verp vers werb wide zieh
        """,
)
